"""Which languages are told apart, in how few words, and what an English request may quote."""

import pytest

from agents.reading import unread

FOREIGN = {
    "Spanish": [
        "¿Cuántas horas de voluntariado tenemos cada año?",
        "Resume este documento",
        "Resume a.pdf en tres frases",
    ],
    "French": ["Combien d'heures de bénévolat avons-nous ?", "Résume ce document", "Traduis la lettre s'il te plaît"],
    "German": [
        "Wie viele Stunden Ehrenamt bekommen wir?",
        "Bitte zusammenfassen",
        "Fasse a.pdf in drei Sätzen zusammen",
    ],
    "Italian": ["Quante ore di volontariato abbiamo ogni anno?", "Riassumi questo documento", "Chi approva le ferie?"],
    "Portuguese": ["Quantas horas de voluntariado temos por ano?", "Resuma este documento", "Quem aprova as férias?"],
    "Japanese": ["この文書を要約してください", "翻訳して", "a.pdf を三文で要約して"],
    "Chinese": ["请总结这份文件", "翻译成英文", "用三句话总结 a.pdf"],
}


@pytest.mark.parametrize(("language", "said"), [(name, said) for name, all_ in FOREIGN.items() for said in all_])
def test_a_request_in_another_language_is_recognised_however_short(language, said):
    assert unread(said) == language


@pytest.mark.parametrize(
    "said",
    [
        "Summarise it", "ok", "TL;DR", "Transcribe talk.wav", "Dub keynote.mp4 Spanish", "Find passages about déjà vu",
        'Translate "Je ne sais pas ce que tu veux dire" into English',
        "What does bonjour tout le monde mean in English?",
        "Please translate the sentence Guten Morgen zusammen, wie geht es Ihnen heute into English",
        "Read 年に何時間 aloud", "Which language is こんにちは世界 in?",
        "Summarise the minutes, s'il vous plaît",
        "The email says: Sehr geehrte Damen und Herren, wir bitten um Rückmeldung. What does it want?",
    ],
)  # fmt: skip
def test_an_english_request_may_speak_of_other_languages(said):
    assert unread(said) == ""
