"""Public holidays 节假日 and the days worked in their place 调休: the table by which working days are counted.

It is ours and is edited: the State Council says each autumn how the next year goes. ``loading`` seeds it from
``chinesecalendar``, whose data end; nothing asks that package afterwards. ``reading`` reads a notice that is pasted,
``workdays`` counts. A year of which no day stands here is *not loaded*: its working days are Monday to Friday until
somebody enters it, and ``health`` tells the administrator from December on.
"""
