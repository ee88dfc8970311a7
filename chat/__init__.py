"""The web chat's page: its panels, its words and what runs in the browser.

Gradio is imported here and in `app.py` only, and `app.py` imports this package only once Gradio has
been told to stay offline.
"""
