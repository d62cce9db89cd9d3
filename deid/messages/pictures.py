"""Messages about pictures of a posted list. Each is (Chinese, English)."""

from deid.messages.chinese import chinese

TEXTS: dict[str, tuple[str, str]] = {
    "page.mark_village": chinese("仅限本村"),
    "page.mark_keep": chinese("请勿转发"),
    "page.mark_until": chinese("公示至{day}"),
    "page.mark": chinese("政务公示"),
    "help.pictures": (
        """把已张贴的 PDF 名单逐页转成带水印的图片（PNG），供微信群使用。

        水印写明发给谁看、公示到哪一天。只转换已经审批并张贴、且一个字节都没有变的名单。

        \b
        例：
          deid pictures 公示/低保.pdf.receipt.json --to 微信图片
        """,
        """Make watermarked pictures (PNG), page by page, of a posted PDF list, for WeChat groups.

        The watermark says for whom it is and until which day it is posted. Only a list that was approved and
        posted, and of which no byte has changed since, is turned into pictures.

        \b
        Example:
          deid pictures posted/dibao.pdf.receipt.json --to pictures
        """,
    ),
    "opt.pictures_to": ("存放图片的文件夹", "the folder for the pictures"),
    "opt.pictures_width": ("图片宽度（像素）", "width of a picture in pixels"),
    "opt.pictures_force": ("可以替换同名图片", "pictures of the same name may be replaced"),
    "pictures.no_pdf": (
        "{file} 不是 PDF，转不成图片。请用 deid mask … --out 名单.pdf 生成名单，再审批、张贴。",
        "{file} is no PDF and cannot be turned into pictures. Make the list with deid mask … --out LIST.pdf, approve and post it.",
    ),
    "pictures.unreadable": (
        "已张贴的 PDF 打不开。请重新生成、审批并张贴。",
        "The posted PDF cannot be opened. Make, approve and post it anew.",
    ),
    "line.picture": ("图片：{file}", "Picture: {file}"),
    "line.pictures_last": (
        "到期请在群里撤回；撤不回的，请发消息说明公示已结束。",
        "Take the pictures back from the group when the time is over; where that is not possible, say there that it is.",
    ),
}
