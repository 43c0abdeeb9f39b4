"""What can be typed in about one's own account."""

from __future__ import annotations

from typing import Any

from django import forms


def code_field(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """A field for a code of the app, or one of the paper where the page says so."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=20,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autocapitalize": "off",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": "请输入验证器上的 6 位数字。"},
    )


class SecondStepForm(forms.Form):
    """A code of the app or of the paper."""

    code = code_field("6 位数字", help_text="手机上验证器里的 6 位数字；手机不在身边，就填一个恢复码。")


class NewAuthenticatorForm(forms.Form):
    """The first code an app shows, so that nobody keeps an app that shows wrong ones."""

    code = code_field("验证器上的 6 位数字")


class ProofForm(forms.Form):
    """The password once more, or for who has a second step a code."""

    password = forms.CharField(
        label="密码",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = code_field("或者验证器上的 6 位数字", required=False)
    derived = ("password", "code")  # one of the two is enough: neither is marked as optional

    def __init__(self, *args: Any, has_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_code:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        data = self.cleaned_data
        if not data.get("password") and not data.get("code"):
            self.add_error("password", "请输入现在的密码。")
        return data


class PasskeyForm(forms.Form):
    """A new passkey: what one calls it, and what the device answered."""

    name = forms.CharField(
        label="给它起个名字",
        max_length=40,
        help_text="例如“我的手机”“办公室电脑”，以后好认。",
        error_messages={"required": "请起个名字，例如“我的手机”。"},
    )
    answer = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": "这台设备还没有答复。请再点一次，按它的提示验证指纹或面容。"},
    )
