"""What a resident types in."""

from __future__ import annotations

from django import forms

from jiahe.registry.id_number import normalise


class PhoneForm(forms.Form):
    """The phone a code is sent to."""

    phone = forms.CharField(
        label="手机号码",
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel-national", "inputmode": "numeric"}),
        help_text="请用在村里登记过的号码。",
        error_messages={"required": "请输入手机号码。"},
    )

    def clean_phone(self) -> str:
        """Without spaces, in plain digits."""
        return normalise(self.cleaned_data["phone"]).removeprefix("+86")


class CodeForm(forms.Form):
    """The six digits of the message."""

    code = forms.RegexField(
        r"^\d{6}$",
        label="短信验证码",
        strip=True,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6"}),
        error_messages={"required": "请输入短信里的 6 位数字。", "invalid": "验证码是 6 位数字，请看一看短信。"},
    )


class TailForm(forms.Form):
    """The end of one's ID number."""

    tail = forms.RegexField(
        r"^\d{3}[\dXx]$",
        label="证件号的后四位",
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": "4"}),
        error_messages={"required": "请输入证件号的后四位。", "invalid": "后四位是数字，最后一位也可能是 X。"},
    )
