"""The words of the sentences in which praise and blame are told apart, in two languages."""

from dataclasses import dataclass
from functools import cached_property

Pair = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Lexicon:
    """The phrases of a language; those that judge come as a pair, blame first.

    Every opinion is made of the same words, whoever holds it and wherever it stands.

    Attributes
    ----------
    name
        The language.
    by_character
        Whether characters are read one by one, rather than words.
    long
        Words or characters from which a sentence counts as long.
    people
        Who may hold an opinion: "we", "his uncle".
    verbs, things
        An opinion of one kind: "loved", "the concert".
    sayings, parts, qualities
        An opinion of another kind: "called", "the sound", "awful".
    turns, pronoun
        Of a change of mind: "at first", "then", and "it" for the thing.
    comma, links
        What stands between two opinions: ",", "though".
    """

    name: str
    by_character: bool
    long: int
    people: tuple[str, ...]
    verbs: Pair
    things: tuple[str, ...]
    sayings: tuple[str, ...]
    parts: tuple[str, ...]
    qualities: Pair
    turns: tuple[str, str]
    pronoun: str
    comma: str
    links: tuple[str, ...]

    def symbols(self, text: str) -> list[str]:
        """Cut a text into what is read step by step."""
        return list(text) if self.by_character else text.split()

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """Every word or character there is, sorted."""
        phrases = (
            *(*self.people, *self.things, *self.sayings, *self.parts),
            *(*self.turns, self.pronoun, self.comma, *self.links),
            *(phrase for pair in (self.verbs, self.qualities) for side in pair for phrase in side),
        )
        return tuple(sorted({symbol for phrase in phrases for symbol in self.symbols(phrase)}))


ENGLISH = Lexicon(
    name="English",
    by_character=False,
    long=38,
    people=(
        *("we", "they", "my sister", "his uncle", "the papers"),
        *("our neighbours", "some guests", "her boss", "a critic"),
    ),
    verbs=(
        ("hated", "loathed", "despised", "disliked", "regretted"),
        ("loved", "adored", "enjoyed", "admired", "treasured"),
    ),
    things=("the concert", "this film", "that novel", "the hotel", "the play", "the dinner"),
    sayings=("called", "found", "thought", "declared"),
    parts=("the sound", "the ending", "the staff", "the seats", "the price", "the pictures"),
    qualities=(
        ("awful", "dull", "clumsy", "dreadful", "boring"),
        ("superb", "charming", "brilliant", "delightful", "clever"),
    ),
    turns=("at first", "then"),
    pronoun="it",
    comma=",",
    links=("though", "while", "and", "but", "whereas"),
)

CHINESE = Lexicon(
    name="Chinese",
    by_character=True,
    long=59,
    people=("我们", "妹妹", "大家", "他叔叔", "报纸", "邻居", "客人", "她老板", "评论家"),
    verbs=(
        ("讨厌", "厌恶", "嫌弃", "反感"),
        ("喜欢", "热爱", "欣赏", "赞美"),
    ),
    things=("这部电影", "那本小说", "这家酒店", "那场演出", "这顿晚饭"),
    sayings=("说", "觉得", "认为"),
    parts=("声音", "结尾", "服务", "座位", "价钱", "画面"),
    qualities=(
        ("糟糕", "无聊", "太差", "乏味"),
        ("精彩", "迷人", "出色", "动人"),
    ),
    turns=("起初", "后来"),
    pronoun="它",
    comma="，",
    links=("虽然", "而", "可是", "不过", "同时"),
)
