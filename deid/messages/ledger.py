"""Messages about the ledger. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    # ---- findings of a release
    "finding.ledger_union": (
        "本次名单与已公示的 {earlier} 合在一起，有 {count} 行（数据行 {rows}）可推出的身份证号不足 {floor} 个（最少 {least} 个），不予发布。请在规则中少显示号码、年龄或出生信息；若只涉及少数行，可用 --worklist 和 --decide 将其移出；若列出的某次从未张贴且仍为 pending，请用 deid ledger discard 作废后重试。",
        "Together with {earlier}, posted before, {count} rows (posted rows {rows}) leave fewer than {floor} ID numbers (as few as {least}); refused. Show less of the number, age or birth in the rule; keep a few such rows off with --worklist and --decide; or, if one of those releases was never posted and is still pending, discard it with `deid ledger discard` and run again.",
    ),
    "finding.ledger_birthdays": (
        "若有人在前后两次名单之间跨入下一个年龄段，可推出的身份证号最少只剩 {least} 个。查不到具体的人，无法核对有没有这样的人；请核对，或改用记个人的台账（deid ledger init --persons）。",
        "Whoever passed from one age band to the next between two lists would be left with as few as {least} ID numbers. No person could be looked up, so nobody can tell whether there is one: check, or keep a ledger with persons (`deid ledger init --persons`).",
    ),
    "finding.not_linkable": (
        "有 {count} 行没有可识别的本人身份证号，无法在台账中查找，已按“可能在以往每份名单中”判断，以后的名单也照此计入。请尽量导出身份证号列（不会公示）并更正错号。",
        "{count} rows have no readable ID number of the subject and cannot be looked up in the ledger: they were judged as if they were on every earlier list, and count so for later ones. Export the ID column (it will not be posted) and correct damaged numbers.",
    ),
    "ledger.union_rule": (
        "本次名单与已公示的 {earlier} 合在一起，同一个人可推出的身份证号可能不足 {floor} 个（最少 {least} 个），不予发布。查不到具体的人，按同一批人判断。请在规则中少显示号码、年龄或出生信息；若列出的某次从未张贴且仍为 pending，请用 deid ledger discard 作废后重试；若两次名单不是同一批人，请改用记个人的台账（deid ledger init --persons）。",
        "Together with {earlier}, posted before, somebody on both lists could be left with fewer than {floor} ID numbers (as few as {least}); refused. No person could be looked up, so everybody is taken to be on both. Show less of the number, age or birth in the rule; if one of those releases was never posted and is still pending, discard it with `deid ledger discard`; if the people are not the same, keep a ledger with persons (`deid ledger init --persons`).",
    ),
    # ---- the file
    "ledger.missing": (
        "没有这个台账。请检查 --ledger 的路径；要新建请用 deid ledger init。",
        "There is no such ledger. Check the path given to --ledger, or make one with `deid ledger init`.",
    ),
    "ledger.exists": (
        "这里已有文件，台账不会覆盖它。请换一个文件名。",
        "Something stands there already and a ledger never overwrites it. Choose another file name.",
    ),
    "ledger.folder": (
        "无法写入台账所在的文件夹或磁盘已满。请检查文件夹、权限和空间。",
        "The ledger's folder cannot be written, or the disk is full. Check folder, permissions and space.",
    ),
    "ledger.damaged": (
        "这不是 deid 的台账，或文件已损坏。请检查 --ledger 的路径；若已损坏，请从备份恢复。",
        "This is no ledger of deid, or it is damaged. Check the path given to --ledger; if it is damaged, restore it from a backup.",
    ),
    "ledger.newer": (
        "这个台账由更新版本的 deid 写成。请升级 deid。",
        "This ledger was written by a newer deid. Upgrade deid.",
    ),
    "ledger.busy": (
        "另一个程序正在使用台账。请稍后重试。",
        "Another process is using the ledger. Try again in a moment.",
    ),
    "ledger.no_entry": (
        "台账中没有编号 {number}。deid ledger show 列出全部编号。",
        "The ledger has no entry {number}. `deid ledger show` lists them all.",
    ),
    "ledger.not_discarded": (
        "编号 {number} 不是 pending，不能作废：它的文件已经生成，可能有人看过。已撤下的请用 deid ledger withdraw 登记。",
        "Entry {number} is not pending and cannot be discarded: its file was made and may have been seen. If it was taken down, say so with `deid ledger withdraw`.",
    ),
    "ledger.not_confirmed": (
        "编号 {number} 已作废或已撤下，不能确认。",
        "Entry {number} was discarded or withdrawn and cannot be confirmed.",
    ),
    "ledger.not_withdrawn": (
        "编号 {number} 已作废，没有张贴过，不能登记撤下。",
        "Entry {number} was discarded, so it was never posted and cannot be withdrawn.",
    ),
    "ledger.key_beside": (
        "密钥文件不能放在台账所在的文件夹里：谁拿到这个文件夹，就能用密钥逐个试出名单上的人。请把密钥放到别处。",
        "The key file may not lie in the ledger's folder: whoever got the folder could try every ID number with the key. Keep the key elsewhere.",
    ),
    "ledger.key_needed": (
        "这个台账记有个人，需要密钥才能查找。请用 --key-file 指明密钥文件。",
        "This ledger holds persons and needs its key to look them up. Name the key file with --key-file.",
    ),
    "ledger.key_missing": (
        "密钥文件里缺少台账用过的密钥，以往的人查不到。请使用包含全部旧密钥的密钥文件（见 deid ledger rotate）。",
        "The key file lacks a key this ledger was written with, so earlier people cannot be found. Use the file that holds the older keys too (see `deid ledger rotate`).",
    ),
    "ledger.no_persons": (
        "这个台账不记个人，没有密钥可换。",
        "This ledger holds no persons, so there is no key to rotate.",
    ),
    # ---- the command
    "help.ledger": (
        "台账：以往公示显示过什么，何时到期，何时移交。",
        "The ledger: what was shown before, what is due, what is handed over.",
    ),
    "help.ledger.init": (
        "新建台账。默认不记任何个人，只记每次公示显示了哪些要素，并按同一批人判断。\n\n加 --persons 则按人判断：每人只存带密钥的摘要，不存号码和姓名。密钥须放在另一个文件夹并像名单一样保管：全县的身份证号用偷来的密钥几分钟就能试遍。\n\n例：deid ledger init --ledger 台账.db",
        "Make a ledger. By default it holds no person, only which facts each release showed, and judges as if the same people were on all lists.\n\nWith --persons it judges person by person and keeps a keyed digest of each ID number, no number and no name. The key lies in another folder and is guarded like the list itself: with a stolen key, every ID number of a county can be tried in minutes.\n\nExample: deid ledger init --ledger ledger.db",
    ),
    "help.ledger.show": (
        "列出台账中的公示。\n\n例：deid ledger show --ledger 台账.db",
        "List the releases in the ledger.\n\nExample: deid ledger show --ledger ledger.db",
    ),
    "help.ledger.due": (
        "今天之前须张贴、须更新、须撤下的，以及未确认的。\n\n例：deid ledger due --ledger 台账.db",
        "What must be posted, refreshed or taken down by a day, and what is still pending.\n\nExample: deid ledger due --ledger ledger.db",
    ),
    "help.ledger.handover": (
        "半月一次向国家档案馆、公共图书馆移交的清单（5 日、20 日，遇节假日顺延，一式两份）。\n\n例：deid ledger handover --ledger 台账.db",
        "The half-monthly handover to archive and library (5th and 20th, moved past holidays, in duplicate).\n\nExample: deid ledger handover --ledger ledger.db",
    ),
    "help.ledger.stats": (
        "政府信息公开年度报告所需的全年数字。\n\n例：deid ledger stats --ledger 台账.db",
        "The year's figures for the annual report (政府信息公开年度报告).\n\nExample: deid ledger stats --ledger ledger.db",
    ),
    "help.ledger.purge": (
        "清除撤下或作废满三年的记录。\n\n例：deid ledger purge --ledger 台账.db",
        "Remove entries three years after they were taken down or discarded.\n\nExample: deid ledger purge --ledger ledger.db",
    ),
    "help.ledger.discard": (
        "作废一条从未张贴的 pending 记录，此后不再计入。\n\n例：deid ledger discard 12 --ledger 台账.db",
        "Say that a pending entry was never posted, so that it no longer counts.\n\nExample: deid ledger discard 12 --ledger ledger.db",
    ),
    "help.ledger.confirm": (
        "登记一份 pending 的名单已经张贴（没有用 deid post 张贴的）。\n\n例：deid ledger confirm 12 --ledger 台账.db",
        "Say that a pending list was posted by hand, without `deid post`.\n\nExample: deid ledger confirm 12 --ledger ledger.db",
    ),
    "help.ledger.withdraw": (
        "登记一份名单已经撤下。\n\n例：deid ledger withdraw 12 --ledger 台账.db",
        "Say that a list was taken down.\n\nExample: deid ledger withdraw 12 --ledger ledger.db",
    ),
    "help.ledger.rotate": (
        "换用新密钥：在密钥文件最前面加一把新密钥，旧密钥留在后面供查找。\n\n例：deid ledger rotate --ledger 台账.db --key-file 密钥/deid.key",
        "Take a new key into use: it is put first in the key file, the older ones stay behind it for looking up.\n\nExample: deid ledger rotate --ledger ledger.db --key-file keys/deid.key",
    ),
    "opt.ledger": (
        "台账：文件，或 postgresql://用户@服务器/数据库",
        "the ledger: a file, or postgresql://USER@SERVER/DATABASE",
    ),
    "opt.persons": ("按人判断（需要密钥）", "judge person by person (needs a key)"),
    "opt.ledger_as_of": (
        "按哪一天计算（默认今天）",
        "the day to count from (default: today)",
    ),
    "opt.ledger_key": (
        "台账的密钥文件（须在另一个文件夹）；不存在则新建",
        "the ledger's key file, in another folder; made if it is not there",
    ),
    "line.ledger_made": ("已新建台账 {file}。", "Made the ledger {file}."),
    "line.ledger_key_made": (
        "已写出新密钥 {file}。请另行备份；没有它就查不到台账中的人。",
        "Wrote a new key, {file}. Back it up elsewhere; without it nobody in the ledger can be found.",
    ),
    "line.ledger_guard": (
        "请像保管名单一样保管密钥：全县的身份证号用偷来的密钥几分钟就能试遍。",
        "Guard the key like the list itself: with a stolen key every ID number of a county can be tried in minutes.",
    ),
    "line.ledger_empty": ("没有记录。", "Nothing."),
    "line.ledger_discarded": (
        "编号 {number} 已作废，不再计入。",
        "Entry {number} was discarded and no longer counts.",
    ),
    "line.ledger_confirmed": (
        "编号 {number} 已登记张贴。",
        "Entry {number} is confirmed as posted.",
    ),
    "line.ledger_withdrawn": (
        "编号 {number} 已登记撤下（{day}）。",
        "Entry {number} was withdrawn on {day}.",
    ),
    "line.ledger_purged": ("已清除 {count} 条记录。", "{count} entries removed."),
    "line.ledger_rotated": (
        "已换用新密钥；旧密钥留在文件中，直到没有人记在其下。",
        "A new key is in use; the older ones stay in the file until nobody stands under them.",
    ),
    "line.ledger_post_by": ("须在此日前张贴：", "To be posted by:"),
    "line.ledger_refresh": ("须在此日前更新：", "To be refreshed by:"),
    "line.ledger_take_down": ("到期须撤下：", "To be taken down:"),
    "line.ledger_pending": (
        "未确认（待审签张贴，或文件不在、内容不同），仍计入判断；已张贴的用 deid post 或 deid ledger confirm 登记，不再张贴的用 deid ledger discard 作废：",
        "Pending (under review, or file missing or different); they count until posted with `deid post`, confirmed with `deid ledger confirm` or discarded with `deid ledger discard`:",
    ),
    "line.ledger_handover": (
        "移交日 {day}，一式 {copies} 份，接收单位：{to}",
        "Handover on {day}, {copies} copies, to: {to}",
    ),
    "line.ledger_provisional": (
        "移交日为暂定：节假日安排尚未公布。",
        "The handover day is provisional: the holiday calendar is not out yet.",
    ),
    "line.ledger_others": ("其余只报标题和数量：", "The others, by title and number only:"),
    "line.ledger_year": (
        "{year} 年：公示 {releases} 次，名单 {names} 次、汇总 {aggregate} 次，{rows} 行；撤下 {withdrawn} 次，其中按期 {on_time} 次；到期未撤 {overdue} 次。",
        "{year}: {releases} releases, {names} of names and {aggregate} of counts, {rows} rows; {withdrawn} taken down, {on_time} of them in time; {overdue} overdue.",
    ),
    "word.archive": ("国家档案馆", "the archive (国家档案馆)"),
    "word.library": ("公共图书馆", "the library (公共图书馆)"),
}
