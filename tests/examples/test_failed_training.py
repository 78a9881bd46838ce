def retrain(client, solution_arn):  # a piece of your application
    arn = client.create_solution_version(solutionArn=solution_arn)["solutionVersionArn"]
    version = client.describe_solution_version(solutionVersionArn=arn)["solutionVersion"]
    return version.get("failureReason", "trained")


def test_why_a_training_failed_is_told(personalize):
    deployed = personalize.deploy_campaign("aws-popularity-count")
    personalize.fail_next("solution_version", "Internal error")
    assert retrain(personalize.client, deployed.solution_arn) == "Internal error"
    assert retrain(personalize.client, deployed.solution_arn) == "trained"
