"""Every URL of the three services. In server mode they share one signing name and so one application."""

from .responses import PersonalizeResponse

url_bases = [
    r"https?://personalize(?:-events|-runtime)?(?:-fips)?\.([^.]+)\.amazonaws\.com",
    r"https?://personalize(?:-events|-runtime)?(?:-fips)?\.([^.]+)\.api\.aws",
]

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
