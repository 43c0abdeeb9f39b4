"""What may be done with the workforce. Who nominates somebody does not accept him: a level above does."""

from jiahe.foundation.accounts.rights import Right

VIEW_WORKFORCE = Right("workforce.view", "看服务人员")
NOMINATE_WORKFORCE = Right("workforce.nominate", "推荐、安排服务人员，记服务时长")
REVIEW_WORKFORCE = Right("workforce.review", "审核服务人员，确认服务时长")
CERTIFY_WORKFORCE = Right("workforce.certify", "登记服务人员的证书")
