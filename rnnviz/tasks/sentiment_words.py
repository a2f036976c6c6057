"""The words of the sentences in which praise and blame are told apart, in two languages."""

from dataclasses import dataclass
from functools import cached_property

Pair = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Lexicon:
    """The phrases of a language; those that judge come as a pair, blame first.

    Attributes
    ----------
    name
        The language.
    by_character
        Whether characters are read one by one, rather than words.
    long
        Words or characters from which a sentence counts as long.
    speakers, verbs, things
        Of the judgement: "we", "loved", "the concert".
    turns, pronoun
        Of a change of mind: "at first", "in the end", and "it" for the thing.
    comma, links, others
        How a clause begins: ",", "though", "his uncle".
    sayings, parts, qualities
        How it may go on: "called", "the sound", "awful".
    """

    name: str
    by_character: bool
    long: int
    speakers: tuple[str, ...]
    verbs: Pair
    things: tuple[str, ...]
    turns: tuple[str, str]
    pronoun: str
    comma: str
    links: tuple[str, ...]
    others: tuple[str, ...]
    sayings: tuple[str, ...]
    parts: tuple[str, ...]
    qualities: Pair

    def symbols(self, text: str) -> list[str]:
        """Cut a text into what is read step by step."""
        return list(text) if self.by_character else text.split()

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """Every word or character there is, sorted."""
        phrases = (
            *(*self.speakers, *self.things, *self.turns, self.pronoun),
            *(self.comma, *self.links, *self.others, *self.sayings, *self.parts),
            *(phrase for pair in (self.verbs, self.qualities) for side in pair for phrase in side),
        )
        return tuple(sorted({symbol for phrase in phrases for symbol in self.symbols(phrase)}))


ENGLISH = Lexicon(
    name="English",
    by_character=False,
    long=40,
    speakers=("i", "we", "my sister and i", "all of us", "the whole family"),
    verbs=(
        ("hated", "loathed", "despised", "disliked", "regretted"),
        ("loved", "adored", "enjoyed", "admired", "treasured"),
    ),
    things=("the concert", "this film", "that novel", "the hotel", "the play", "the dinner"),
    turns=("at first", "in the end"),
    pronoun="it",
    comma=",",
    links=("though", "while", "and", "but", "whereas"),
    others=("his uncle", "the papers", "our neighbours", "some guests", "her boss", "a critic"),
    sayings=("called", "found", "thought", "declared"),
    parts=("the sound", "the ending", "the staff", "the seats", "the price", "the pictures"),
    qualities=(
        ("awful", "dull", "clumsy", "dreadful", "boring"),
        ("superb", "charming", "brilliant", "delightful", "clever"),
    ),
)

CHINESE = Lexicon(
    name="Chinese",
    by_character=True,
    long=58,
    speakers=("我", "我们", "我和妹妹", "大家", "全家人"),
    verbs=(
        ("讨厌", "不喜欢", "受不了", "看不上"),
        ("喜欢", "热爱", "很欣赏", "舍不得"),
    ),
    things=("这部电影", "那本小说", "这家酒店", "那场音乐会", "这顿晚饭"),
    turns=("起初", "最后"),
    pronoun="它",
    comma="，",
    links=("虽然", "而", "可是", "不过", "同时"),
    others=("他叔叔", "报纸", "邻居", "有些客人", "她老板", "评论家"),
    sayings=("说", "觉得", "认为"),
    parts=("声音", "结尾", "服务", "座位", "价钱", "画面"),
    qualities=(
        ("糟糕", "无聊", "太差", "难以忍受"),
        ("精彩", "迷人", "出色", "令人愉快"),
    ),
)
