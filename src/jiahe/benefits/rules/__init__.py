"""The rules: one small file for each theme of the law, national and of Fujian, all gathered here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jiahe.benefits.benefit import Benefit
from jiahe.benefits.rules.fujian import elders, family_insurance, leave, maternity_insurance, nursery, only_child
from jiahe.benefits.rules.national import (
    childcare,
    disability,
    health,
    immunisation,
    preschool,
    rural_reward,
    special_assistance,
    tax,
)

# The order of the contract's table.
BENEFITS: Sequence[Benefit] = (
    childcare.CHILDCARE_SUBSIDY,
    special_assistance.SPECIAL_ASSISTANCE,
    special_assistance.SPECIAL_ASSISTANCE_COMPLICATION,
    disability.DISABILITY_LIVING_SUBSIDY,
    disability.DISABILITY_NURSING_SUBSIDY,
    elders.ADVANCED_AGE_ALLOWANCE,
    elders.CARE_VOUCHER,
    rural_reward.RURAL_REWARD,
    only_child.ONLY_CHILD_CERTIFICATE_AWARD,
    elders.CENTENARIAN_GIFT,
    only_child.ONLY_CHILD_CARER_LEAVE,
    leave.PARENTAL_LEAVE,
    leave.MARRIAGE_LEAVE,
    leave.MATERNITY_LEAVE,
    leave.PATERNITY_LEAVE,
    maternity_insurance.MATERNITY_ALLOWANCE,
    maternity_insurance.ASSISTED_REPRODUCTION,
    maternity_insurance.LABOUR_ANALGESIA,
    tax.INFANT_CARE_TAX_DEDUCTION,
    tax.CHILD_EDUCATION_TAX_DEDUCTION,
    tax.ELDER_SUPPORT_TAX_DEDUCTION,
    health.PREMARITAL_CHECK,
    health.PREPREGNANCY_CHECK,
    health.ANTENATAL_CHECKS,
    health.NEWBORN_SCREENING,
    health.CHILD_HEALTH_CHECKS,
    immunisation.IMMUNISATION,
    immunisation.HPV_VACCINATION,
    health.CANCER_SCREENING,
    health.ELDER_HEALTH_CHECK,
    health.CHRONIC_FOLLOWUP,
    preschool.PRESCHOOL_LAST_YEAR,
    nursery.NURSERY_SUBSIDY,
    family_insurance.ACCIDENT_INSURANCE,
    family_insurance.HOSPITAL_NURSING_INSURANCE,
    family_insurance.TWO_CONTACTS,
    elders.PRIORITY_ELDER_HOME,
)
BY_CODE: Mapping[str, Benefit] = {benefit.code: benefit for benefit in BENEFITS}
