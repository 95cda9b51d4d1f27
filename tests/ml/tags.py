"""A page, read as a browser would."""

from html.parser import HTMLParser


class Tags(HTMLParser):
    """Collect what a browser would find."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.depth: list[str] = []
        self.text: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.opened.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag not in {"meta", "br", "wbr"}:
            self.depth.append(tag)

    def handle_endtag(self, tag):
        assert self.depth.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.opened.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.text.append(data)
