"""The customer's order number, however he writes it."""

#: SQL: the number of a text ``{0}`` without case, spaces, punctuation, leading zeros and the words
#: before it (a word is followed by a digit, a sign or a space: NORA7 is no number 7 of RA).
NUMBER = """ltrim(regexp_replace(regexp_replace(upper({0}),
    '^\\s*((PO|P\\.\\s*O\\.|NR|NO|ORDER|PURCHASE|BESTELLUNG|BESTELL|AUFTRAG|#)([\\s.:#-]+|(?=[0-9])|$))+',
    ''), '[^A-Z0-9]', '', 'g'), '0')"""
