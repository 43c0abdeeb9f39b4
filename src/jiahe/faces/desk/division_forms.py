"""What can be typed in about units: one form for each change, and the yearly list."""

from __future__ import annotations

from typing import Any

from django import forms

from jiahe.faces.desk.forms import date_field
from jiahe.foundation.redistricting.plan import Named, RegionRefused
from jiahe.foundation.regions.files import LARGEST_LIST, NAME_LENGTH, ListFault, decoded, read_code
from jiahe.foundation.regions.models import FIXED_DIGITS, Level, Region
from jiahe.foundation.regions.queries import find_region

PLACED = {"autocomplete": "off", "inputmode": "numeric"}


def code_field(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """A field for one code of twelve digits."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=14,
        help_text=help_text,
        widget=forms.TextInput(attrs=PLACED),
        error_messages={"required": f"请填写{label}。"},
    )


def name_field(label: str, *, required: bool = True) -> forms.CharField:
    """A field for a unit's whole name."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=NAME_LENGTH,
        help_text="写全称，例如“梅园村委会”“滨河社区居委会”。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": f"请填写{label}。"},
    )


class ChangeForm(forms.Form):
    """What every change asks: since when, and the paper that says so."""

    effective_on = date_field("从哪一天起生效", required=True, help_text="按批复文件；最晚是今天。")
    source = forms.CharField(
        label="依据",
        max_length=200,
        help_text="文件名和文号，会写进沿革。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请写明依据的文件。"},
    )

    def __init__(self, *args: Any, unit: Region, **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name not in ("effective_on", "source"))])

    def take(self, refused: RegionRefused) -> None:
        """Show above the form why it cannot be."""
        for problem in refused.problems:
            self.add_error(None, problem)

    def code_of(self, field: str) -> int:
        """The code typed into a field; 0 and an error at the field when it is none."""
        text = self.cleaned_data.get(field, "")
        code = read_code(text)
        if code is None and text:
            self.add_error(field, "编码是 12 位数字，请核对。")
        return code or 0

    def unit_at(self, field: str, code: int) -> Region | None:
        """The unit of a code at the level of this one; an error at the field when there is none."""
        found = find_region(code, self.unit.level) if code else None
        if found is None and code:
            self.add_error(field, f"没有编码为 {code} 的{Level(self.unit.level).label}，请核对。")
        return found


class OpenForm(ChangeForm):
    """A new unit below this one."""

    code = code_field("新单位的编码")
    name = name_field("新单位的名称")

    def clean(self) -> dict[str, Any]:
        """The code as a number, of the level below and within this unit."""
        code = self.code_of("code")
        if code and not self.unit.low <= code <= self.unit.high:
            digits = str(self.unit.code)[: FIXED_DIGITS[Level(self.unit.level)]]
            self.add_error("code", f"{self.unit.title}的编码都以 {digits} 开头，请核对。")
        self.cleaned_data["code_number"] = code
        return self.cleaned_data


class RenameForm(ChangeForm):
    """Another name."""

    name = name_field("新名称")


class RecodeForm(ChangeForm):
    """A new code, and with it perhaps another unit above."""

    code = code_field("新编码", help_text="编码的前几位决定它归哪个上级。")
    name = name_field("名称")

    def clean(self) -> dict[str, Any]:
        """The code as a number."""
        self.cleaned_data["code_number"] = self.code_of("code")
        return self.cleaned_data


class CloseForm(ChangeForm):
    """A closing, and who takes over the people."""

    successor = code_field(
        "由哪个单位接收（编码）", required=False, help_text="还有家庭的村居一定要写，家庭从生效那天起算在接收的单位。"
    )

    def clean(self) -> dict[str, Any]:
        """The successor as a unit."""
        self.cleaned_data["successor_unit"] = self.unit_at("successor", self.code_of("successor"))
        return self.cleaned_data


class MergeForm(ChangeForm):
    """Others that are merged with this unit: into it, or into a new one."""

    others = forms.CharField(
        label="和哪些单位合并（编码）",
        help_text="一行一个编码，都是同一级的。",
        widget=forms.Textarea(attrs={"rows": 3, **PLACED}),
        error_messages={"required": "请至少写一个单位的编码。"},
    )
    code = code_field("合并成新单位的编码", required=False, help_text="留空：都并入本单位，本单位的编码和名称不变。")
    name = name_field("合并成新单位的名称", required=False)

    def clean(self) -> dict[str, Any]:
        """The others as units, and the new one where one is named."""
        units = []
        for text in self.cleaned_data.get("others", "").split():
            code = read_code(text)
            found = find_region(code, self.unit.level) if code else None
            if found is None:
                self.add_error("others", f"没有编码为 {text[:14]} 的{Level(self.unit.level).label}，请核对。")
            else:
                units.append(found)
        code = self.code_of("code")
        if bool(code) != bool(self.cleaned_data.get("name")) and "code" not in self.errors:
            self.add_error("name" if code else "code", "新单位的编码和名称要一起填；都并入本单位的，两格都留空。")
        self.cleaned_data["units"] = units
        self.cleaned_data["new"] = (code, self.cleaned_data.get("name", "")) if code else None
        return self.cleaned_data


class SplitForm(ChangeForm):
    """Units that are split off this one."""

    stays = forms.ChoiceField(
        label="本单位还在吗",
        choices=[("yes", "还在，只是分出去一部分"), ("no", "撤销，全部分成新单位")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择本单位还在不在。"},
    )
    parts = forms.CharField(
        label="分出的新单位",
        help_text="一行一个：12 位编码、空格、名称。本单位撤销的，家庭先归第一行，再一户一户定归哪里。",
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": "请至少写一个新单位。"},
    )

    def clean(self) -> dict[str, Any]:
        """The new units as code and name."""
        parts: list[Named] = []
        for number, line in enumerate(self.cleaned_data.get("parts", "").splitlines(), start=1):
            text, _, name = line.strip().partition(" ")
            code = read_code(text)
            if code is not None and name.strip():
                parts.append((code, name.strip()))
            elif line.strip():
                self.add_error("parts", f"第 {number} 行应当是 12 位编码、空格、名称，请核对。")
        self.cleaned_data["new"] = parts
        return self.cleaned_data


class AllotmentListForm(forms.Form):
    """Which households belong where, written down or as a file."""

    list = forms.CharField(
        label="按名单定",
        required=False,
        help_text="一行一户：户编号、逗号、编码。也可以在下面选一个 CSV 文件。",
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    file = forms.FileField(label="名单文件", required=False, error_messages={"empty": "这个文件是空的，请检查后再选。"})

    @property
    def text(self) -> str:
        """What was written down and what the file says, one below the other."""
        return "\n".join(part for part in (self.cleaned_data["list"], self.cleaned_data["file"]) if part)

    def clean_list(self) -> str:
        """The lines; a Chinese comma is one too."""
        return str(self.cleaned_data["list"]).replace("，", ",").strip()

    def clean_file(self) -> str:
        """The file's text; empty without one."""
        return text_of(self.cleaned_data["file"])


def text_of(file: Any) -> str:
    """The text of an uploaded file; empty without one."""
    if not file:
        return ""
    if file.size > LARGEST_LIST:
        raise forms.ValidationError("名单超过 20 MB，不像是一份名单，请检查文件。")
    try:
        return decoded(file.read())
    except ListFault as fault:
        raise forms.ValidationError(fault.problems) from None


class ListForm(forms.Form):
    """The yearly list of the province."""

    file = forms.FileField(
        label="全省名单",
        help_text="CSV，列是 code、name、level、parent，和随系统装好的区划表一样。",
        error_messages={"required": "请选择全省名单。", "empty": "这个文件是空的，请检查后再选。"},
    )
    successors = forms.FileField(
        label="接收对照表（没有要撤销的村居可以不选）",
        required=False,
        help_text="CSV，两列 old_code、new_code：撤销的村居由谁接收。也可以在名单里加一列 replaces。",
        error_messages={"empty": "这个文件是空的，请检查后再选。"},
    )
    effective_on = date_field("从哪一天起生效", required=True, help_text="最晚是今天。")
    source = forms.CharField(
        label="依据", max_length=200, required=False, help_text="文件名和文号，会写进每个单位的沿革。"
    )

    def clean_file(self) -> str:
        """The list's text."""
        self.cleaned_data["name"] = self.cleaned_data["file"].name[:200]
        return text_of(self.cleaned_data["file"])

    def clean_successors(self) -> str:
        """The text of the second file; empty without one."""
        return text_of(self.cleaned_data["successors"])

    def take(self, fault: ListFault) -> None:
        """Show at the file what is wrong with it."""
        self.add_error("file", str(fault).splitlines())
