"""What is typed in about payments: an account, a batch, the answer to it, the bank's file."""

from __future__ import annotations

from typing import Any

from django import forms

from jiahe.faces.desk.forms import date_field
from jiahe.faces.kit.fault_forms import FaultForm

LARGEST_RESULT = 30 * 1024 * 1024  # bytes


class PayeeForm(FaultForm):
    """Where somebody is paid. The number is never shown again, so it is typed whole each time."""

    holder = forms.CharField(
        label="户名",
        max_length=50,
        help_text="和银行卡上的名字一样。孩子的钱，可以写代收的父亲或母亲。",
        error_messages={"required": "请填写户名，和银行卡上的一样。"},
    )
    bank = forms.CharField(
        label="开户行",
        max_length=60,
        help_text="例如：福建农信南安英都信用社。",
        error_messages={"required": "请填写开户行。"},
    )
    number = forms.CharField(
        label="账号",
        max_length=40,
        help_text="12 到 19 位数字，可以四位一空照着卡填。登记以后只显示后四位。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写账号。"},
    )


class BatchForm(FaultForm):
    """Up to which day payments are put together."""

    until = date_field("付到哪一天为止", required=True, help_text="这一天和这一天以前到期的，都放进这一批。")


class BatchAnswerForm(FaultForm):
    """Whether a batch goes to the bank."""

    answer = forms.ChoiceField(
        label="您的意见",
        choices=[("yes", "核对过了，批准"), ("no", "退回去重做")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择批准或退回。"},
    )
    reason = forms.CharField(
        label="说明",
        required=False,
        help_text="退回的，请写明哪里不对。汇总的同事会看到，也会记入审计。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ResultForm(FaultForm):
    """What the bank sent back."""

    file = forms.FileField(
        label="银行的结果",
        help_text="Excel（.xlsx）或 CSV，要有“付款编号”和“结果”两列；失败的写上“原因”。",
        error_messages={"required": "请选择银行发回来的文件。", "empty": "这份文件是空的，请检查后再选。"},
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_RESULT:
            raise forms.ValidationError("文件超过 30 MB。请让银行分成几份。")
        return file
