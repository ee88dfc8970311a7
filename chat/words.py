"""The words of the page, in English and Chinese.

What Gradio's parts say is translated in the browser, what the server writes here; both go by the
browser's language.
"""

from collections.abc import Mapping

import gradio as gr

from chat.documents_words import DOCUMENT_WORDS

Words = Mapping[str, str]

_WORDS: Mapping[str, Words] = {
    "en": {
        "conversation": "Conversation",
        "question": "Question",
        "ask_here": "Ask a question about the documents",
        "ask": "Ask",
        "ask_what": "Ask what your documents say.",
        "examples": "For example:",
        "new_chat": "New chat",
        "earlier_chats": "Earlier chats in this browser",
        "forget": "Forget all chats",
        "save_chat": "Save this chat, with all its citations, as",
        "documents": "Documents",
        "empty_document": "The document that an answer cites is shown here.",
        "keys": "Keys: [ and ], or Alt with the left and right arrow, go through the citations.",
        "searching": "Searching the documents …",
        "reading": "{count} passages found, reading them …",
        "understood": "Understood as:",
        "as_typed": "Ask as typed",
        "only": "Only in:",
        "confidence": "Confidence: {level}, {share}",
        "high": "high",
        "fair": "fair",
        "low": "low",
        "refusal": "The documents do not answer this.",
        "refusal_share": "The best sentence found is right with a probability of {share}.",
        "refusal_unknown": "In no document: {words}. Try other words for it.",
        "refusal_hint": "Try the words that the documents would use, or name a person, a place or "
        "a date that they speak of.",
        "passages": "Passages ({count})",
        "nearest": "Nearest passages, which do not answer the question ({count})",
        "passage": "passage {rank}",
        "score": "score {score}",
        "why": "Why:",
        "why_words": "it holds {words}",
        "why_similarity": "its best sentence is alike to {similarity}",
        "also_in": "also in",
        "copy": "Copy",
        "copied": "Copied",
        "edit": "Edit and ask again",
        "editing": "The question is changed; what came after it goes. Escape keeps it.",
        "link": "Copy link",
        "previous": "Previous citation",
        "next": "Next citation",
        "show_page": "Page",
        "show_text": "Text",
        "page_of": "Page {number} as it is in the file",
        "page_unmarked": "The quote could not be found on the picture of the page.",
        "changed": "This document has changed since the answer was given. Ask again to see where "
        "the answer stands now.",
        "file_changed": "The file has changed since it was indexed. This is the text that was read "
        "from it then.",
        "file_gone": "The file is no longer there. This is the text that was read from it.",
        "page_fails": "The page cannot be shown as a picture. This is its text.",
        "page_inside": "The file stands inside another one. This is the text that was read from "
        "it.",
        "gone": "{source} is no longer among the documents.",
        "not_shown": "[… {count} characters are not shown here]",
        "why_like": "In a word, why?",
        "why_like_here": "right, wrong place, too short …",
        "save": "Save",
        "thanks": "Kept on this computer. Thank you.",
        "lost": "The connection to Chapterverse is lost. Trying again …",
        "back": "Connected again.",
        "unanswered": "Your last question was not answered: ask it again.",
        "fault": "Something went wrong here. Ask again; if it stays, start Chapterverse anew.",
    },
    "zh": {
        "conversation": "对话",
        "question": "问题",
        "ask_here": "就这些文档提一个问题",
        "ask": "提问",
        "ask_what": "问问您的文档里写了什么。",
        "examples": "例如：",
        "new_chat": "新对话",
        "earlier_chats": "此浏览器中以前的对话",
        "forget": "清除所有对话",
        "save_chat": "将此对话及其全部引用保存为",
        "documents": "文档",
        "empty_document": "答案所引用的文档会显示在这里。",
        "keys": "按键：[ 和 ]，或 Alt 加左右方向键，可在引用之间移动。",
        "searching": "正在搜索文档……",
        "reading": "找到 {count} 个段落，正在阅读……",
        "understood": "理解为：",
        "as_typed": "按原文提问",
        "only": "仅限：",
        "confidence": "可信度：{level}，{share}",
        "high": "高",
        "fair": "中",
        "low": "低",
        "refusal": "这些文档没有回答这个问题。",
        "refusal_share": "找到的最佳句子正确的概率为 {share}。",
        "refusal_unknown": "没有文档包含：{words}。请换个说法。",
        "refusal_hint": "请试用文档中可能使用的词语，或指明其中提到的人物、地点或日期。",
        "passages": "段落（{count}）",
        "nearest": "最接近的段落，但没有回答问题（{count}）",
        "passage": "段落 {rank}",
        "score": "得分 {score}",
        "why": "原因：",
        "why_words": "包含 {words}",
        "why_similarity": "最佳句子的相似度为 {similarity}",
        "also_in": "另见",
        "copy": "复制",
        "copied": "已复制",
        "edit": "修改后重新提问",
        "editing": "正在修改这个问题；其后的内容将被替换。按 Esc 取消。",
        "link": "复制链接",
        "previous": "上一个引用",
        "next": "下一个引用",
        "show_page": "页面",
        "show_text": "文本",
        "page_of": "文件中的第 {number} 页",
        "page_unmarked": "在页面图像上找不到这段引文。",
        "changed": "给出答案之后，这份文档已经改变。请重新提问。",
        "file_changed": "文件在建立索引之后已经改变。这里是当时读取的文本。",
        "file_gone": "文件已不存在。这里是当时读取的文本。",
        "page_fails": "无法以图像显示该页。这里是它的文本。",
        "page_inside": "该文件位于另一个文件之中。这里是从中读取的文本。",
        "gone": "{source} 已不在文档之中。",
        "not_shown": "[……此处省略 {count} 个字符]",
        "why_like": "请用一个词说明原因",
        "why_like_here": "正确、位置不对、太短……",
        "save": "保存",
        "thanks": "已保存在这台电脑上。谢谢。",
        "lost": "与 Chapterverse 的连接已断开，正在重试……",
        "back": "已重新连接。",
        "unanswered": "您的上一个问题没有得到回答，请重新提问。",
        "fault": "出错了。请重新提问；如果问题依旧，请重新启动 Chapterverse。",
    },
}

WORDS: Mapping[str, Words] = {
    language: {**words, **DOCUMENT_WORDS[language]} for language, words in _WORDS.items()
}


def words_for(language: str) -> Words:
    """The words for a browser's language, such as "zh-CN"; English where there are no others.

    >>> words_for("zh-CN")["ask"]
    '提问'
    """
    return WORDS.get(language.partition("-")[0].lower(), WORDS["en"])


def translations() -> gr.I18n:
    """The words in the form in which the browser chooses among them by its language."""
    return gr.I18n(**{"en": dict(WORDS["en"]), "zh": dict(WORDS["zh"]), "zh-CN": dict(WORDS["zh"])})
