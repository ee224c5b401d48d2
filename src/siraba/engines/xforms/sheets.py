"""XLSForm, the spreadsheet in which forms are written, turned into an XForm by pyxform.

Source: https://xlsform.org; taken are .xlsx, .xls, .csv and Markdown tables, in which the platform's own forms
are written.
"""

import re
from io import BytesIO
from pathlib import PurePath

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from siraba.engines.xforms.reading import FormUnreadable

NO_CODE = "data"
KINDS = {".xlsx", ".xls", ".csv", ".md"}
ROW = re.compile(r"\[row : ?(\d+)\]")


def read_xlsform(content: bytes, name: str) -> str:
    """The XForm of a spreadsheet; `name` is the file's, its ending tells what it is.

    Raises:
        FormUnreadable: the file is of no known kind, or pyxform refuses it (`where` is then the row, `detail` its
            words).
    """
    kind = PurePath(name).suffix.lower()
    if kind not in KINDS:
        raise FormUnreadable("kind", detail=kind)
    text = kind in (".md", ".csv")
    try:
        source = content.decode("utf-8-sig") if text else BytesIO(content)
        made = convert(source, file_type=kind, form_name=code_of(name), validate=False)
    except UnicodeDecodeError as error:
        raise FormUnreadable("encoding") from error
    except PyXFormError as error:
        row = ROW.search(str(error))
        code = "damaged" if "was not recognized" in str(error) else "xlsform"
        raise FormUnreadable(code, row[1] if row else "", str(error)) from error
    except Exception as error:  # a damaged workbook fails in whichever library was reading it
        raise FormUnreadable("damaged", detail=type(error).__name__) from error
    # pyxform calls every form without a code the same.
    return made.xform.replace(f' id="{NO_CODE}"', f' id="{code_of(name)}"', 1)


def code_of(name: str) -> str:
    """The code of a form whose sheet gives none: that of its file."""
    return re.sub(r"\W+", "_", PurePath(name).stem, flags=re.ASCII).strip("_") or "form"
