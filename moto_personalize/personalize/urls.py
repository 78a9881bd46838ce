"""Every URL of the three services. In server mode they share one signing name and so one application."""

from .hosts import HOSTS
from .responses import PersonalizeResponse

url_bases = HOSTS

url_paths = {
    "{0}/$": PersonalizeResponse.dispatch,
    "{0}/events$": PersonalizeResponse.dispatch,
    "{0}/items$": PersonalizeResponse.dispatch,
    "{0}/users$": PersonalizeResponse.dispatch,
    "{0}/actions$": PersonalizeResponse.dispatch,
    "{0}/action-interactions$": PersonalizeResponse.dispatch,
    "{0}/recommendations$": PersonalizeResponse.dispatch,
    "{0}/personalize-ranking$": PersonalizeResponse.dispatch,
    "{0}/action-recommendations$": PersonalizeResponse.dispatch,
    "{0}/(?P<path>.+)$": PersonalizeResponse.dispatch,  # unknown: an error that SDKs can read, not a page of HTML
}
