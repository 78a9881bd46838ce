"""Data deletion jobs: who is removed from what, and what is refused."""

from __future__ import annotations

import json

import pytest

from moto_personalize import testing
from moto_personalize.personalize.models import personalize_backends
from tests.conftest import Aws
from tests.personalize.films import create_filter, described_films
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    ITEM_FIELDS,
    ROLE,
    answer_of,
    answers_of,
    assert_refused,
    batch_job,
    create_dataset,
    create_group,
    csv_text,
    deploy,
    described,
    films_group,
    import_csv,
    put_csv,
    recommended,
    train,
)

ARN = "arn:aws:personalize:us-east-1:123456789012:data-deletion-job/forget"
UNREADABLE = (
    "Insufficient privileges for accessing data in S3. Please look at "
    "https://docs.aws.amazon.com/personalize/latest/dg/granting-personalize-s3-access.html "
    "and ensure your role is configured correctly."
)


def start(aws: Aws, group: str, location: str, job: str = "forget") -> str:
    return aws.personalize.create_data_deletion_job(
        jobName=job, datasetGroupArn=group, dataSource={"dataLocation": location}, roleArn=ROLE
    )["dataDeletionJobArn"]


def listed(aws: Aws, *users: str, key: str = "forget/users.csv") -> str:
    """The location of a file that names users."""
    return put_csv(aws, key, "\n".join(["USER_ID", *users]) + "\n")


def forget(aws: Aws, group: str, *users: str, job: str = "forget") -> int:
    """Remove users; how many rows they had."""
    shown = described(aws, start(aws, group, listed(aws, *users), job))
    assert shown["status"] == "COMPLETED", shown
    deleted: int = shown["numDeleted"]
    return deleted


def dataset_of(group: str, kind: str) -> str:
    return f"{group.replace(':dataset-group/', ':dataset/')}/{kind}"


def rows(aws: Aws, dataset: str, job: str) -> list[str]:
    aws.personalize.create_dataset_export_job(
        jobName=job,
        datasetArn=dataset,
        roleArn=ROLE,
        ingestionMode="ALL",
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/out/"}},
    )
    text: bytes = aws.s3.get_object(Bucket=BUCKET, Key=f"out/{job}.csv")["Body"].read()
    return text.decode().splitlines()[1:]


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    return described_films(aws)


def watch(aws: Aws, group: str, *events: tuple[str, str | None, str]) -> None:
    """Live events, each of a session, a user and a film."""
    trackers = aws.personalize.list_event_trackers(datasetGroupArn=group)["eventTrackers"]
    arn = (
        trackers[0]["eventTrackerArn"]
        if trackers
        else aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["eventTrackerArn"]
    )
    tracking = described(aws, arn)["trackingId"]
    for n, (session, user, film) in enumerate(events):
        aws.events.put_events(
            trackingId=tracking,
            sessionId=session,
            eventList=[{"eventType": "Watch", "itemId": film, "sentAt": 900 + n}],
            **({"userId": user} if user else {}),
        )


def test_creating_a_deletion_job_answers_with_its_arn_alone(aws: Aws, group: str) -> None:
    answer = aws.personalize.create_data_deletion_job(
        jobName="forget",
        datasetGroupArn=group,
        dataSource={"dataLocation": listed(aws, "user-0")},
        roleArn=ROLE,
    )
    assert answer_of(answer) == {"dataDeletionJobArn": ARN}


def test_a_deletion_job_shows_its_members(aws: Aws, group: str) -> None:
    start(aws, group, listed(aws, "user-0", "user-0", "nobody"))
    job = aws.personalize.describe_data_deletion_job(dataDeletionJobArn=ARN)["dataDeletionJob"]
    assert job.pop("creationDateTime") <= job.pop("lastUpdatedDateTime")
    assert job == {
        "jobName": "forget",
        "dataDeletionJobArn": ARN,
        "datasetGroupArn": group,
        "dataSource": {"dataLocation": f"s3://{BUCKET}/forget/users.csv"},
        "roleArn": ROLE,
        "status": "COMPLETED",
        "numDeleted": 11,  # user-0 watched ten films, and has a row
    }


def test_deletion_jobs_are_listed_newest_first_of_a_group(aws: Aws, group: str) -> None:
    other = create_group(aws, "other")
    for job, of in (("first", group), ("second", group), ("other", other)):
        start(aws, of, listed(aws, "user-0"), job)
    jobs = aws.personalize.list_data_deletion_jobs(datasetGroupArn=group)["dataDeletionJobs"]
    assert [job["jobName"] for job in jobs] == ["second", "first"]
    assert list(jobs[0]) == [
        "dataDeletionJobArn",
        "datasetGroupArn",
        "jobName",
        "status",
        "creationDateTime",
        "lastUpdatedDateTime",
    ]
    assert len(aws.personalize.list_data_deletion_jobs()["dataDeletionJobs"]) == 3


def test_users_are_removed_from_rows_events_and_records_and_the_others_stay(aws: Aws, group: str) -> None:
    watch(
        aws,
        group,
        ("a", None, "film-1"),  # of user-0, as the next one tells
        ("a", "user-0", "film-2"),
        ("b", None, "film-3"),
        ("user-2", None, "film-4"),  # somebody anonymous whose session is called so
    )
    users, interactions = dataset_of(group, "USERS"), dataset_of(group, "INTERACTIONS")
    for user in ("user-0", "zoe"):
        properties = json.dumps({"membership": "basic"})
        aws.events.put_users(datasetArn=users, users=[{"userId": user, "properties": properties}])
    before = rows(aws, interactions, "before")
    assert forget(aws, group, "user-0", "user-2") == 10 + 8 + 3 + 2 + 1
    assert rows(aws, users, "users") == ["user-1,40,premium|trial", "zoe,,basic"]
    gone = ("user-0,", "user-2,")
    assert rows(aws, interactions, "after") == [row for row in before if not row.startswith(gone)]
    assert forget(aws, group, "user-0", job="again") == 0


def test_filters_know_a_removed_user_no_more(aws: Aws, group: str) -> None:
    watch(aws, group, ("s", "user-1", "film-9"))
    campaign = deploy(aws, group, "aws-user-personalization")
    unseen = create_filter(aws, group, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Watch")', "unseen")
    young = create_filter(
        aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy") IF CurrentUser.AGE > 18', "young"
    )
    assert recommended(aws, campaign, userId="user-1", filterArn=unseen) == []
    assert len(recommended(aws, campaign, userId="user-1", filterArn=young)) == 4
    forget(aws, group, "user-1")
    assert len(recommended(aws, campaign, userId="user-1", filterArn=unseen)) == 10
    assert len(recommended(aws, campaign, userId="user-1", filterArn=young)) == 10


def test_a_deployed_model_answers_a_removed_user_as_one_it_does_not_know(aws: Aws, group: str) -> None:
    watched = [(f"fan-{n}", film, 100 + n, "Watch", "") for n in range(6) for film in ("film-8", "film-9")]
    import_csv(
        aws, dataset_of(group, "INTERACTIONS"), csv_text(EVENT_FIELDS, watched), "more", importMode="INCREMENTAL"
    )
    campaign = deploy(aws, group, "aws-user-personalization")
    stranger = recommended(aws, campaign, userId="nobody")
    assert recommended(aws, campaign, userId="fan-0") != stranger
    others = recommended(aws, campaign, userId="fan-1")
    forget(aws, group, "fan-0")
    assert recommended(aws, campaign, userId="fan-0") == stranger
    assert recommended(aws, campaign, userId="fan-1") == others
    again = aws.personalize.list_solution_versions()["solutionVersions"][0]["solutionVersionArn"]
    second = aws.personalize.create_campaign(name="second", solutionVersionArn=again)["campaignArn"]
    assert recommended(aws, second, userId="fan-0") == stranger


def test_a_removed_user_who_comes_back_is_known_to_the_next_training(aws: Aws, group: str) -> None:
    forget(aws, group, "user-0")
    import_csv(
        aws,
        dataset_of(group, "INTERACTIONS"),
        csv_text(EVENT_FIELDS, [("user-0", "film-9", n, "Watch", "") for n in (7, 8)]),
        "back",
        importMode="INCREMENTAL",
    )
    campaign = deploy(aws, group, "aws-user-personalization")
    assert recommended(aws, campaign, userId="user-0") != recommended(aws, campaign, userId="nobody")


def test_items_that_only_removed_users_knew_are_recommended_no_more(aws: Aws, little_data: None) -> None:
    seen = [("ann", film, n, "Watch", "") for n, film in enumerate(("hers", "both", "hers"))]
    group = films_group(aws, [*seen, ("bob", "both", 1, "Watch", ""), ("bob", "both", 2, "Watch", "")], EVENT_FIELDS)
    campaign = deploy(aws, group, "aws-popularity-count")
    assert sorted(recommended(aws, campaign)) == ["both", "hers"]
    forget(aws, group, "ann")
    assert recommended(aws, campaign) == ["both"]
    assert recommended(aws, deploy(aws, group, "aws-popularity-count", "again")) == ["both"]


def test_an_item_that_comes_back_is_recommended_with_the_next_update(aws: Aws, little_data: None) -> None:
    liked = [(f"u{n}", film, n, "Watch", "") for n in range(3) for film in ("both", "popular")]
    rare = [("ann", film, 9, "Watch", "") for film in ("put", "seen", "imported")]
    group = films_group(aws, [*rare, *liked], EVENT_FIELDS)
    items = create_dataset(aws, group, "Items", ITEM_FIELDS)
    campaign = deploy(aws, group, "aws-user-personalization")

    def offered() -> set[str]:
        return set(recommended(aws, campaign, userId="u1", numResults=9)) - {"both", "popular"}

    assert offered() == {"put", "seen", "imported"}
    forget(aws, group, "ann")
    assert offered() == set()
    properties = json.dumps({"genres": "war", "creationTimestamp": 9})
    aws.events.put_items(datasetArn=items, items=[{"itemId": "put", "properties": properties}])
    testing.advance(campaign, endpoint_url=aws.endpoint_url)
    assert offered() == {"put"}
    watch(aws, group, ("visit", "bob", "seen"))
    testing.advance(campaign, endpoint_url=aws.endpoint_url)
    assert offered() == {"put", "seen"}
    forget(aws, group, "bob", job="again")
    assert offered() == {"put"}
    import_csv(aws, items, csv_text(ITEM_FIELDS, [("imported", "war", 9)]), "items")
    testing.advance(campaign, endpoint_url=aws.endpoint_url)
    assert offered() == {"put", "imported"}


@pytest.mark.parametrize("recipe", ["aws-personalized-ranking", "aws-personalized-ranking-v2"])
def test_items_that_only_removed_users_knew_are_ranked_as_unknown_ones(
    aws: Aws, little_data: None, recipe: str
) -> None:
    seen = [("ann", film, n, "Watch", "") for n, film in enumerate(("hers", "both", "hers", "alone"))]
    group = films_group(aws, [*seen, ("bob", "both", 1, "Watch", ""), ("bob", "other", 2, "Watch", "")], EVENT_FIELDS)
    version = train(aws, group, recipe)
    campaign = aws.personalize.create_campaign(name="c", solutionVersionArn=version)["campaignArn"]
    items = ["new", "hers", "alone", "both", "other"]
    line = json.dumps({"userId": "bob", "itemList": items})

    def ranked() -> list[tuple[str, bool]]:
        answer = aws.runtime.get_personalized_ranking(campaignArn=campaign, userId="bob", inputList=items)
        return [(item["itemId"], "score" in item) for item in answer["personalizedRanking"]]

    def ranked_in_batch(job: str) -> list[tuple[str, bool]]:
        batch_job(aws, version, line, job)
        output = json.loads(answers_of(aws, job)[0])["output"]
        return [(item, score > 0) for item, score in zip(output["recommendedItems"], output["scores"], strict=True)]

    for before in (ranked(), ranked_in_batch("before")):
        assert sorted(before[:4]) == [("alone", True), ("both", True), ("hers", True), ("other", True)]
    forget(aws, group, "ann")
    for after in (ranked(), ranked_in_batch("after")):
        assert sorted(after[:2]) == [("both", True), ("other", True)]
        assert after[2:] == [("new", False), ("hers", False), ("alone", False)]
    forget(aws, group, "bob", job="more")
    assert ranked() == [(item, False) for item in items]


def test_an_item_that_only_removed_users_knew_is_related_to_as_little_as_an_unknown_one(
    aws: Aws, little_data: None
) -> None:
    seen = [(user, film, n, "Watch", "") for user in ("ann", "amy") for n, film in enumerate(("hers", "rare"))]
    liked = [(f"u{n}", film, n, "Watch", "") for n in range(3) for film in ("both", "popular")]
    group = films_group(aws, [*seen, ("ann", "both", 9, "Watch", ""), *liked], EVENT_FIELDS)
    campaign = deploy(aws, group, "aws-similar-items")
    assert recommended(aws, campaign, itemId="hers")[0] == "rare"
    forget(aws, group, "ann", "amy")
    unknown = recommended(aws, campaign, itemId="nothing")
    assert sorted(unknown) == ["both", "popular"]
    assert recommended(aws, campaign, itemId="hers") == unknown


def test_user_segments_and_batch_recommendations_leave_out_what_was_removed(aws: Aws, little_data: None) -> None:
    seen = [("ann", "hers", 1), ("ann", "both", 2), ("bob", "both", 3), ("bob", "both", 4), ("cid", "both", 5)]
    group = films_group(aws, seen)
    segments = train(aws, group, "aws-item-affinity", "segments")
    popular = train(aws, group, "aws-popularity-count", "popular")
    batch_job(aws, segments, '{"itemId": "both"}', "before", "segment")
    batch_job(aws, popular, '{"userId": "bob"}', "items-before")
    assert "ann" in answers_of(aws, "before")[0]
    assert "hers" in answers_of(aws, "items-before")[0]
    forget(aws, group, "ann")
    batch_job(aws, segments, '{"itemId": "both"}', "after", "segment")
    batch_job(aws, popular, '{"userId": "bob"}', "items-after")
    assert sorted(json.loads(answers_of(aws, "after")[0])["output"]["usersList"]) == ["bob", "cid"]
    assert json.loads(answers_of(aws, "items-after")[0])["output"]["recommendedItems"] == ["both"]


def test_a_segment_of_an_item_that_vanished_is_refused_as_one_of_an_unknown_item(aws: Aws, little_data: None) -> None:
    seen = [("ann", "hers", 1), ("ann", "both", 2), ("bob", "both", 3), ("bob", "other", 4)]
    group = films_group(aws, seen)
    segments = train(aws, group, "aws-item-affinity", "segments")
    forget(aws, group, "ann")
    batch_job(aws, segments, '{"itemId": "hers"}\n{"itemId": "both"}', "after", "segment")
    expected = "The item hers was not among the data that the solution version was trained on."
    assert json.loads(answers_of(aws, "after")[0])["error"] == expected


def test_a_live_event_with_an_item_that_vanished_says_nothing(aws: Aws, little_data: None) -> None:
    hers = [("ann", film, n, "Watch", "") for n, film in enumerate(["hers", "f2", "hers", "f2"])]
    group = films_group(aws, [*hers, *[(f"u{n}", f"f{n % 3 - n % 2}", n, "Watch", "") for n in range(9)]], EVENT_FIELDS)
    campaign = deploy(aws, group, "aws-hrnn")
    before = recommended(aws, campaign, userId="eve")
    forget(aws, group, "ann")
    watch(aws, group, ("s", "eve", "hers"))
    assert recommended(aws, campaign, userId="eve") == [film for film in before if film != "hers"]


def test_an_event_of_a_removed_user_may_be_sent_anew(aws: Aws, group: str) -> None:
    tracking = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    event = {"eventId": "e", "eventType": "Watch", "itemId": "film-1", "sentAt": 900}
    for n in range(2):
        aws.events.put_events(trackingId=tracking, sessionId="s", userId="eve", eventList=[event])
        hers = [row for row in rows(aws, dataset_of(group, "INTERACTIONS"), f"rows-{n}") if row.startswith("eve,")]
        assert hers == ["eve,film-1,900,Watch,"]
        forget(aws, group, "eve", job=f"forget-{n}")


def test_a_training_that_began_before_does_not_show_removed_users(
    aws: Aws, group: str, request: pytest.FixtureRequest
) -> None:
    solution = aws.personalize.create_solution(
        name="s", datasetGroupArn=group, recipeArn="arn:aws:personalize:::recipe/aws-user-personalization"
    )["solutionArn"]
    location = listed(aws, "user-9")
    request.getfixturevalue("manual")
    version = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    job = start(aws, group, location)
    assert [described(aws, job)["status"] for _ in range(2)] == ["IN_PROGRESS", "COMPLETED"]
    testing.advance_to(version, "ACTIVE", endpoint_url=aws.endpoint_url)
    campaign = aws.personalize.create_campaign(name="c", solutionVersionArn=version)["campaignArn"]
    testing.advance_to(campaign, "ACTIVE", endpoint_url=aws.endpoint_url)
    assert recommended(aws, campaign, userId="user-9") == recommended(aws, campaign, userId="nobody")


def test_until_the_job_is_completed_the_data_is_used(aws: Aws, group: str, request: pytest.FixtureRequest) -> None:
    location = listed(aws, "user-0")
    request.getfixturevalue("manual")
    job = start(aws, group, location)
    (shown,) = aws.personalize.list_data_deletion_jobs()["dataDeletionJobs"]
    assert shown["status"] == "PENDING"
    described(aws, job)
    store = personalize_backends["123456789012"]["us-east-1"].store
    from moto_personalize.personalize.service.datasets import Dataset

    users = store.get(Dataset, dataset_of(group, "USERS"))
    assert users.rows.record("user-0", ["AGE"]) == {"AGE": 12}
    assert "numDeleted" in described(aws, job)
    assert users.rows.record("user-0", ["AGE"]) == {}


# --- the files -----------------------------------------------------------------------------------------------


def test_a_folder_is_read_to_the_bottom_and_only_its_csv_files(aws: Aws, group: str) -> None:
    listed(aws, "user-0", key="gone/a.csv")
    listed(aws, "user-1", key="gone/deep/er/b.csv")
    put_csv(aws, "gone/readme.txt", "no list")
    put_csv(aws, "gone.csv", "USER_ID\nuser-2\n")
    assert described(aws, start(aws, group, f"s3://{BUCKET}/gone/"))["numDeleted"] == 11 + 10
    assert rows(aws, dataset_of(group, "USERS"), "left") == ["user-2,,basic"]


@pytest.mark.parametrize(
    ("location", "what"),
    [
        ("s3://nowhere/users.csv", "the bucket nowhere does not exist"),
        (f"s3://{BUCKET}/none.csv", f"nothing begins with s3://{BUCKET}/none.csv"),
        (f"s3://{BUCKET}/item", f"s3://{BUCKET}/item does not exist"),
        (f"s3://{BUCKET}/texts/", f"s3://{BUCKET}/texts/ has no .csv files"),
    ],
)
def test_files_that_are_not_there_are_refused_at_once(aws: Aws, group: str, location: str, what: str) -> None:
    put_csv(aws, "texts/a.txt", "USER_ID\nuser-0\n")
    with assert_refused("InvalidInputException", f"{UNREADABLE} ({what})"):
        start(aws, group, location)
    assert aws.personalize.list_data_deletion_jobs()["dataDeletionJobs"] == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("user\nuser-0\n", "Input csv is missing the following columns: [USER_ID] ({file})"),
        ("USER_ID\n", "{file}, row 1: there are no rows below the header"),
        ("USER_ID,NAME,AGE\nuser-0,Ann,40\n", "{file} has columns beside USER_ID: NAME, AGE."),
        ('"USER_ID"\nuser-0\n', "{file}, row 1: column names must not be quoted"),
        ("USER_ID\n" + "x" * 300 + "\n", None),
    ],
)
def test_a_file_that_is_no_list_fails_the_job_and_nothing_is_removed(
    aws: Aws, group: str, text: str, what: str | None
) -> None:
    users = dataset_of(group, "USERS")
    before = rows(aws, users, "before")
    listed(aws, "user-0", key="forget/a.csv")
    file = put_csv(aws, "forget/b.csv", text)
    job = described(aws, start(aws, group, f"s3://{BUCKET}/forget/"))
    assert job["status"] == "FAILED"
    assert "numDeleted" not in job
    if what:
        assert job["failureReason"] == what.format(file=file)
    else:
        assert job["failureReason"].startswith("Length cannot be more than 256 characters for USER_ID.")
    assert rows(aws, users, "after") == before


def test_files_that_go_before_the_job_runs_fail_it(aws: Aws, group: str, request: pytest.FixtureRequest) -> None:
    location = listed(aws, "user-0")
    request.getfixturevalue("manual")
    job = start(aws, group, location)
    aws.s3.delete_object(Bucket=BUCKET, Key="forget/users.csv")
    assert [described(aws, job)["status"] for _ in range(2)] == ["IN_PROGRESS", "FAILED"]
    assert described(aws, job)["failureReason"] == f"{UNREADABLE} (nothing begins with {location})"


def test_more_than_100_megabytes_fail_the_job(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moto_personalize.personalize.batch.deletions.MAX_BYTES", 10)
    location = listed(aws, "user-0")
    job = described(aws, start(aws, group, location))
    expected = f"The files in {location} have 15 bytes; 10 are allowed."
    assert (job["status"], job["failureReason"]) == ("FAILED", expected)
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "no")
    assert described(aws, start(aws, group, location, "again"))["status"] == "COMPLETED"


# --- what is refused -----------------------------------------------------------------------------------------


def test_a_sixth_pending_job_of_a_group_is_refused(aws: Aws, group: str, request: pytest.FixtureRequest) -> None:
    location, other = listed(aws, "user-0"), create_group(aws, "other")
    request.getfixturevalue("manual")
    jobs = [start(aws, group, location, f"job-{n}") for n in range(5)]
    with assert_refused("LimitExceededException", "More than 5 resources with PENDING or IN_PROGRESS status."):
        start(aws, group, location, "sixth")
    start(aws, other, location, "other")
    assert described(aws, jobs[0])["status"] == "IN_PROGRESS"
    assert start(aws, group, location, "sixth").endswith("/sixth")


def test_a_taken_name_an_unknown_group_and_an_unknown_job(aws: Aws, group: str) -> None:
    with assert_refused("ResourceNotFoundException", f"The given data deletion job does not exist: {ARN}"):
        described(aws, ARN)
    location = listed(aws, "user-0")
    start(aws, group, location)
    with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {ARN} already exists."):
        start(aws, group, location)
    missing = group.replace("films", "none")
    with assert_refused("ResourceNotFoundException", f"The given dataset group does not exist: {missing}"):
        start(aws, missing, location, "other")


def test_a_location_outside_s3_and_a_missing_role_are_refused(
    aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with assert_refused("InvalidInputException", "Invalid Data location."):
        start(aws, group, "https://example.com/users.csv")
    monkeypatch.setenv("MOTO_PERSONALIZE_STRICT_ROLES", "true")
    with assert_refused("InvalidInputException", f"{UNREADABLE} (the role {ROLE} does not exist)"):
        start(aws, group, listed(aws, "user-0"))


def test_a_group_is_not_deleted_while_a_job_runs_on_it(aws: Aws, request: pytest.FixtureRequest) -> None:
    group, location = create_group(aws), listed(aws, "user-0")
    request.getfixturevalue("manual")
    job = start(aws, group, location)
    with assert_refused(
        "ResourceInUseException",
        f"The given dataset group cannot be deleted while the data deletion job {job} is PENDING: {group}",
    ):
        aws.personalize.delete_dataset_group(datasetGroupArn=group)


def test_a_group_without_users_and_interactions_has_nothing_to_remove(aws: Aws) -> None:
    group = create_group(aws)
    create_dataset(aws, group, "Interactions", EVENT_FIELDS)
    assert forget(aws, group, "user-0") == 0
