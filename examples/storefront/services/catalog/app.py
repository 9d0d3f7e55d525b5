"""The catalogue of the shop: lists articles and renders their pages."""

import os

import yaml
from flask import Flask, jsonify, render_template_string

app = Flask(__name__)

PAGE = "<h1>{{ article.name }}</h1><p>{{ article.price }} €</p>"


def articles():
    """Reads the articles from the file that the deployment mounts."""
    with open(os.environ.get("ARTICLES", "articles.yaml"), encoding="utf-8") as file:
        return {article["id"]: article for article in yaml.safe_load(file)}


@app.get("/articles")
def list_articles():
    return jsonify(list(articles().values()))


@app.get("/articles/<id>")
def show_article(id):
    article = articles().get(id)
    if article is None:
        return "no such article", 404
    return render_template_string(PAGE, article=article)


@app.get("/healthz")
def health():
    return "fine"


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8080)
