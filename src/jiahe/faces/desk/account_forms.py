"""Forms of 账号管理: opening an account, giving and ending posts, hand-over, stand-ins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiahe.faces.desk.forms import BLANK, date_field
from jiahe.foundation.accounts.account_rules import AccountRefused
from jiahe.foundation.accounts.directory import STATES
from jiahe.foundation.accounts.models import Department, Role, User, UserKind
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import search_regions


class AccountForm(forms.Form):
    """A form whose fields can be given what an action refused."""

    derived: tuple[str, ...] = ()

    def take(self, refused: AccountRefused) -> None:
        """Show what was refused at its field, or above the form when it has no such field."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused))


def username_field(label: str, help_text: str) -> forms.CharField:
    """A field for a sign-in name."""
    return forms.CharField(
        label=label,
        max_length=60,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": f"请填写{label}。"},
    )


def phone_field() -> forms.CharField:
    """A field for the phone of a member of staff."""
    return forms.CharField(
        label="手机号码",
        required=False,
        max_length=20,
        help_text="同事之间联系用，加密保存。",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


class AccountsForm(forms.Form):
    """What narrows the list of posts and people; it stands in the address."""

    place = forms.ChoiceField(label="哪里", required=False)
    state = forms.ChoiceField(label="只看", required=False, choices=list(STATES.items()))
    q = forms.CharField(label="姓名、账号或单位", required=False, max_length=40)

    filters = True

    def __init__(self, *args: Any, places: list[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {f"{place.slug}-{place.code}": place for place in places}
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared so above; tells the type checker
        field.choices = [(key, place.title) for key, place in self.places.items()]

    def chosen(self) -> tuple[Region, str, str]:
        """The place, the state and the text; what cannot be read narrows nothing."""
        self.full_clean()
        data = self.cleaned_data
        own = next(iter(self.places.values()))
        return self.places.get(data.get("place") or "", own), data.get("state") or "", (data.get("q") or "").strip()


def post_choices(roles: Sequence[Role]) -> list[tuple[str, str]]:
    """Roles as they are chosen; that of a department is chosen with the department."""
    found: list[tuple[str, str]] = []
    for role in roles:
        found.append((role.value, role.label))
        if role == Role.PARTNER:
            found += [(f"{role.value}:{one.value}", f"{role.label}：{one.label}") for one in Department]
    return found


def role_and_department(chosen: str) -> tuple[Role, str]:
    """What was chosen among them."""
    role, _, department = chosen.partition(":")
    return Role(role), department


class OpenForm(AccountForm):
    """A new account with its post."""

    role = forms.ChoiceField(label="岗位", error_messages={"required": "请选择岗位。"})
    name = forms.CharField(label="姓名", max_length=50, error_messages={"required": "请填写姓名。"})
    username = username_field("账号", "登录用，3 到 40 个小写字母或数字，例如 chenxiuying。")
    phone = phone_field()
    since = date_field("从哪天起", required=True)

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared so above; tells the type checker
        field.choices = post_choices(roles)


class GiveForm(AccountForm):
    """Another post for somebody who has an account."""

    place = forms.CharField(
        label="单位",
        max_length=60,
        help_text="写单位的名称，或者 12 位编码。",
        error_messages={"required": "请写是哪个单位的岗位。"},
    )
    role = forms.ChoiceField(
        label="岗位",
        choices=lambda: [*BLANK, *post_choices(list(Role))],  # as of each form, not of the class
        error_messages={"required": "请选择岗位。"},
    )
    since = date_field("从哪天起", required=True)
    until = date_field("到哪天结束", help_text="那一天起不再是他的。不定的，空着。")

    def __init__(self, *args: Any, within: tuple[tuple[int, int], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.within = within

    def clean_place(self) -> Region:
        """The one unit that the text names."""
        text = self.cleaned_data["place"].strip()
        found = search_regions(text, self.within)
        exact = [place for place in found if text in (place.name, place.title)]
        found = exact or found
        if not found:
            raise forms.ValidationError("在您管的范围里没有找到这个单位，请核对名称或编码。")
        if len(found) > 1:
            named = "、".join(f"{place.title}（{place.code}）" for place in found[:5])
            raise forms.ValidationError(f"有几个单位都像：{named}。请写 12 位编码。")
        return found[0]


class EndForm(AccountForm):
    """The day from which somebody holds a post no more."""

    until = date_field("从哪天起不再担任", required=True)


class NamedForm(AccountForm):
    """A form in which a colleague is named by his account."""

    def colleague(self, field: str) -> User | None:
        """The member of staff with the account that was typed."""
        name = self.cleaned_data.get(field, "").strip().lower()
        return User.objects.filter(username=name, kind=UserKind.STAFF).first()


class HandOverForm(NamedForm):
    """Who takes over a post, and when."""

    username = username_field("接手的人的账号", "已经有账号的，写他的账号；还没有的，写一个新账号，再填下面的姓名。")
    name = forms.CharField(
        label="姓名", required=False, max_length=50, help_text="还没有账号的才要填，系统会一起开好。"
    )
    phone = phone_field()
    since = date_field("从哪天起接手", required=True)


class StandInForm(NamedForm):
    """Who stands in, and on which days."""

    who = username_field("代班同事的账号", "同一个上级单位里的同事。")
    since = date_field("从哪天起", required=True)
    last = date_field("到哪天为止", required=True, help_text="这一天还代班，第二天自动结束。")


class ForgottenForm(AccountForm):
    """Whose password was forgotten."""

    username = username_field("账号", "平时登录用的账号。")


class SheetForm(AccountForm):
    """A filled-in sheet of accounts."""

    file = forms.FileField(
        label="填好的表格",
        help_text="Excel 或 CSV，不超过 30 MB。",
        error_messages={"required": "请选择一份表格。", "empty": "这个文件是空的，请检查后再选。"},
    )
