import boto3


def test_a_row_of_a_video_service(personalize):
    recommender = personalize.deploy_recommender("aws-vod-most-popular")
    runtime = boto3.client("personalize-runtime", region_name="us-east-1")
    answer = runtime.get_recommendations(recommenderArn=recommender.arn, userId="u0", numResults=10)
    assert len(answer["itemList"]) == 10
