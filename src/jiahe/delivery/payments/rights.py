"""What may be done with payments."""

from jiahe.foundation.accounts.rights import Right

VIEW_PAYMENTS = Right("payments.view", "看付款")
EDIT_PAYEES = Right("payments.edit_payees", "登记和修改收款账户")
MAKE_PAYMENTS = Right("payments.make", "汇总付款、收银行结果")
CHECK_PAYMENTS = Right("payments.check", "复核付款")
