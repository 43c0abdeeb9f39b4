"""What may be done with families."""

from jiahe.foundation.accounts.rights import Right

VIEW_FAMILIES = Right("registry.view_families", "看家庭")
EDIT_FAMILIES = Right("registry.edit_families", "登记和修改家庭")
IMPORT_PEOPLE = Right("registry.import_people", "导入表格")
REVEAL_IDENTITY = Right("registry.reveal_identity", "查看证件号和手机号")
VIEW_SENSITIVE = Right("registry.view_sensitive", "看关爱家庭、孕期、残疾、健康等敏感情况")
MERGE_RECORDS = Right("registry.merge_records", "合并重复的登记")
EXPORT_PEOPLE = Right("registry.export_people", "导出名单")
APPROVE_EXPORTS = Right("registry.approve_exports", "审批超过 1,000 人的导出")
ANSWER_RESIDENTS = Right("registry.answer_residents", "答复居民的申请、替家里人办")
