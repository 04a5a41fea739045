"""Which subjects a program has set: out of office, bounces, receipts, in many languages."""

import re
import unicodedata

#: How a subject begins that a program has set, without accents: what Outlook, Gmail and others
#: write in their languages, whatever follows.
SUBJECTS = (
    r"auto(matic|mated)?[ -]?(reply|response)",
    r"automatische (antwort|abwesenheit)",
    r"abwesenheits(notiz|nachricht|meldung|assistent)",
    r"(reponse|message) automatique",
    r"message d.absence",
    r"respuesta automatica",
    r"risposta automatica",
    r"resposta automatica",
    r"raspuns automat",
    r"automatisch antwoord",
    r"afwezigheids(bericht|melding|assistent)",
    r"automatiskt? svar",
    r"autosvar",
    r"automaattinen vastaus",
    r"automatyczna odpowiedz",
    r"autoodpowiedz",
    r"automaticka odpoved",
    r"automatski odgovor",
    r"samodejni odgovor",
    r"automatikus valasz",
    r"otomatik yanit",
    r"автоматическии ответ",
    r"自動応答|自動返信|自动答复|自动回复|自動回覆",
    r"undeliver|unzustellbar|delivery status notification|returned mail|failure notice",
    r"mail delivery (failed|failure|subsystem)",
    r"non remis|(not )?read:|gelesen:",
)
#: Words that a person may begin with as well: they count before a colon, a date, or alone.
SUBJECT_WORDS = (
    r"(i am |i'm |currently )*out[ -]of[ -](the[ -])?office",
    r"ooo",
    r"auto",
    r"abwesenheit",
    r"abwesend",
    r"(nicht|ausser) (im buro|haus)",
    r"absence( du bureau)?",
    r"absent(e)? du bureau",
    r"fuera de (la )?oficina",
    r"fuori (sede|ufficio)",
    r"fora do escritorio",
    r"afwezig(heid)?",
    r"ikke til stede",
    r"franvaro|fravaer|fravær|fraværende",
    r"poissa(olo)?",
    r"nieobecnosc",
    r"mimo kancelar",
)
_AFTER_WORDS = (
    r"\s*($|[:\-–—(!.]|re\b|aw\b|(until|till|from|on|bis|vom|von|am|ab|jusqu|du|le|hasta|del|fino|dal"
    r"|ate|tot|van|do|od|message|notification|auto)\b|\d)"
)
_TAGS = re.compile(r"^(\[[^\]]*\]\s*)+")
_SUBJECT = re.compile(f"({'|'.join(SUBJECTS)})|({'|'.join(SUBJECT_WORDS)}){_AFTER_WORDS}")


def is_automatic_subject(subject):
    """Return whether a mail with this subject says that a program answers for a person."""
    text = unicodedata.normalize("NFKD", " ".join(str(subject or "").split()).casefold())
    plain = "".join(char for char in text if not unicodedata.combining(char))
    return bool(_SUBJECT.match(_TAGS.sub("", plain)))
