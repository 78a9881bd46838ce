"""The pages of the shop."""

from __future__ import annotations

from flask import Flask, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from .catalogue import Catalogue, Tea
from .clients import Clients
from .commands import add_commands
from .journal import Journal
from .offers import OFFERS
from .recommendations import Recommendations, Shelf
from .settings import Settings
from .visitors import visitor


def create_app(settings: Settings | None = None, aws: Clients | None = None) -> Flask:
    """The shop, with these settings or those of the environment."""
    app = Flask(__name__)
    settings, aws = settings or Settings.from_environment(), aws or Clients()
    app.secret_key = settings.secret_key
    catalogue = Catalogue.load()
    recommendations = Recommendations(aws.runtime, settings, catalogue)
    journal = Journal(aws.events, settings)
    add_commands(app, aws, settings, catalogue)

    def tea_or_404(tea_id: str) -> Tea:
        return catalogue.get(tea_id) or abort(404)

    @app.get("/")
    def home() -> str:
        who = visitor()
        shelf, offer = recommendations.shelf(who), recommendations.offer(who)
        _remember(shelf)
        return render_template("home.html", shelf=shelf, offer=offer, customer=who.customer)

    @app.get("/tea/<tea_id>")
    def tea_page(tea_id: str) -> str:
        tea = tea_or_404(tea_id)
        journal.viewed(visitor(), tea, *_remembered(tea))
        shelf = recommendations.related(tea, visitor())
        _remember(shelf)
        return render_template("tea.html", tea=tea, shelf=shelf)

    @app.get("/search")
    def search() -> str:
        words = request.args.get("words", "")
        shelf = recommendations.ranked(catalogue.search(words), visitor())
        _remember(shelf)
        return render_template("search.html", words=words, shelf=shelf)

    @app.post("/tea/<tea_id>/buy")
    def buy(tea_id: str) -> Response:
        tins = request.form.get("tins", 1, type=int)
        if tins < 1:
            abort(400)
        journal.bought(visitor(), tea_or_404(tea_id), tins)
        return redirect(url_for("home"))

    @app.post("/offer/<offer_id>")
    def answer(offer_id: str) -> Response:
        if offer_id not in OFFERS or visitor().customer is None:
            abort(404)
        journal.answered(visitor(), offer_id, taken="yes" in request.form)
        return redirect(url_for("home"))

    @app.post("/caffeine")
    def caffeine() -> Response:
        if visitor().customer is None:
            abort(404)
        journal.told(visitor(), caffeine="yes" in request.form)
        return redirect(url_for("home"))

    @app.post("/sign-in")
    def sign_in() -> Response:
        # a shop of flesh and blood would ask for a password
        session["customer"] = request.form["customer"].strip() or abort(400)
        return redirect(url_for("home"))

    return app


def _remember(shelf: Shelf) -> None:
    """What the visitor sees now: a click is told to Personalize with what it was chosen from."""
    session["shown"] = {"from": shelf.recommendation_id, "teas": [tea.id for tea in shelf.teas]}


def _remembered(tea: Tea) -> tuple[str | None, list[str]]:
    """Of a tea that was on the last shelf: the shelf's recommendation, and all teas on it."""
    shown = session.get("shown", {"from": None, "teas": []})
    return (shown["from"], shown["teas"]) if tea.id in shown["teas"] else (None, [])
