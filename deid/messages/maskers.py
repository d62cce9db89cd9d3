"""What each masker does, in one sentence."""

TEXTS = {
    "masker.address": (
        "按行政层级截断地址，层级以下变成 ***。",
        "Cut an address below an administrative level.",
    ),
    "masker.age": (
        "把年龄放宽成年龄段：75 变成 70-79。",
        "Widen an age to its band: 75 becomes 70-79.",
    ),
    "masker.amount": (
        "把金额放宽成分档：每档 1000 时，1030 变成 1000-1999。",
        "Widen an amount to its band: 1030 in bands of 1000 becomes 1000-1999.",
    ),
    "masker.bank_card": (
        "隐藏银行卡号或账号，默认只留末四位。",
        "Hide a bank card or account but for its ends: by default all but the last four digits.",
    ),
    "masker.boundaries": (
        "四至只留道路、水渠、耕地等字样，邻居一律写成“邻户”。",
        "Keep roads, water and fields of a plot's boundaries, call every neighbour 邻户.",
    ),
    "masker.category": (
        "只放行列出的词，其余变成“其他”；写明疾病或保密事由的词即使列出也不放行。",
        "Let only the words of a closed list through, everything else becomes “other”.",
    ),
    "masker.date": (
        "只留年代、年份或年月。",
        "Keep the decade, year or month of a date.",
    ),
    "masker.disability_card": (
        "隐藏残疾人证号，默认只留前六位；末尾的残疾类别和等级从不显示。",
        "Hide a disability certificate number but for its start.",
    ),
    "masker.email": (
        "只留首字母和域名。",
        "Hide an e-mail address but for its first letter and its domain.",
    ),
    "masker.free_text": (
        "去掉文字里的证件号码、电话、账号、长串数字和指定的姓名，变成 ***。",
        "Cut every identifier, every long run of digits and the given names out of text.",
    ),
    "masker.keep_ends": (
        "只留首尾几位，用于其他方法都不认识的编号。",
        "Hide any value but for its ends, for numbers that no other masker knows.",
    ),
    "masker.organisation": (
        "组织名称照样公布，自然人和以人名为字号的店铺、家庭农场只留姓氏。",
        "Keep the names of organisations, hide the given names of persons in them.",
    ),
    "masker.passport": (
        "只留首字母。",
        "Hide a passport number but for its first letter.",
    ),
    "masker.person_name": (
        "留姓隐名：张*、张**；可选“张*三”或“张某某”。括注会去掉。",
        "Hide the given name, keep the surname.",
    ),
    "masker.phone": (
        "隐藏电话号码，默认只留前三位；400、800 办公电话保留。",
        "Hide a phone number but for its ends: by default all but the first three digits.",
    ),
    "masker.plate": (
        "只留省份和字母。",
        "Hide a vehicle plate but for province and letter.",
    ),
    "masker.resident_id": (
        "隐藏公民身份号码，默认只留前六位（县级代码）。",
        "Hide an ID number but for its ends: by default all but the county code.",
    ),
    "masker.social_security_number": (
        "与公民身份号码相同，只留前六位。",
        "Hide a social security number but for the county code: it is the ID number.",
    ),
    "masker.student_number": (
        "只留首字母和县级代码。",
        "Hide a student number but for its letter and the county code.",
    ),
    "masker.suppress": (
        "整个单元格变成八个星号。",
        "Hide every cell whole.",
    ),
    "masker.surrogate": (
        "换成虚构的同类值，只用于测试数据，不得用于公示。",
        "Put an invented value of the same kind in place of each; for test data, never for a posted list.",
    ),
    "masker.token": (
        "换成加密钥的假名，同一值同一密钥得到同一假名。",
        "Put a keyed pseudonym of 128 bits in place of each value, the same for the same value and key.",
    ),
    "masker.travel_permit": (
        "只留首字母。",
        "Hide a travel permit number but for its first letter.",
    ),
    "technique.masking": ("屏蔽", "masking"),
    "technique.suppression": ("抑制", "suppression"),
    "technique.generalisation": ("泛化", "generalisation"),
    "technique.pseudonymisation": ("假名化", "pseudonymisation"),
    "word.technique": ("方法", "technique"),
    "word.source": ("出处", "source"),
}
