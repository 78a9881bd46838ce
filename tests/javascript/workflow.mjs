// One whole workflow by the AWS SDK for JavaScript, against the server named by ENDPOINT; prints what it saw as JSON.

import assert from "node:assert/strict";

import * as control from "@aws-sdk/client-personalize";
import { PersonalizeEventsClient, PutEventsCommand } from "@aws-sdk/client-personalize-events";
import {
  GetPersonalizedRankingCommand,
  GetRecommendationsCommand,
  PersonalizeRuntimeClient,
} from "@aws-sdk/client-personalize-runtime";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
const config = { endpoint: process.env.ENDPOINT, region: "us-east-1", credentials, maxAttempts: 1 };
const personalize = new control.PersonalizeClient(config);
const events = new PersonalizeEventsClient(config);
const runtime = new PersonalizeRuntimeClient(config);
const s3 = new S3Client({ ...config, forcePathStyle: true });

const ROLE = "arn:aws:iam::123456789012:role/PersonalizeRole";
const recipe = (name) => `arn:aws:personalize:::recipe/${name}`;
const call = (operation, input = {}) => personalize.send(new control[`${operation}Command`](input));

/** Describe a resource until its status is the last one; the statuses seen and what it is then. */
async function settled(noun, arn) {
  const member = noun[0].toLowerCase() + noun.slice(1);
  const statuses = [];
  for (let looks = 0; looks < 50; looks++) {
    const resource = (await call(`Describe${noun}`, { [`${member}Arn`]: arn }))[member];
    if (resource.status !== statuses.at(-1)) statuses.push(resource.status);
    if (["ACTIVE", "CREATE FAILED"].includes(resource.status)) return { resource, statuses };
  }
  throw new Error(`${arn} is still ${statuses.at(-1)}`);
}

async function active(noun, arn) {
  const { resource, statuses } = await settled(noun, arn);
  assert.equal(resource.status, "ACTIVE", resource.failureReason);
  assert.ok(resource.creationDateTime instanceof Date, `${noun} has no Date`);
  return { resource, statuses };
}

/** Delete a resource and describe it until it is not found. */
async function gone(noun, arn) {
  const member = `${noun[0].toLowerCase()}${noun.slice(1)}Arn`;
  await call(`Delete${noun}`, { [member]: arn });
  for (let looks = 0; looks < 50; looks++) {
    const error = await refusal(call(`Describe${noun}`, { [member]: arn }));
    if (error) return assert.equal(error.name, "ResourceNotFoundException");
  }
  throw new Error(`${arn} is still there`);
}

/** What the SDK makes of a refusal; null when there is none. */
async function refusal(answer) {
  try {
    await answer;
    return null;
  } catch (error) {
    return { name: error.name, message: error.message, status: error.$metadata.httpStatusCode, fault: error.$fault };
  }
}

// interactions of users in two groups of taste: the even ones see even items, the odd ones odd items
const rows = ["USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE"];
for (let user = 0; user < 30; user++) {
  for (let step = 0; step < 40; step++) {
    const item = ((2 * (step + user)) % 40) + (user % 2);
    rows.push(`user-${user},item-${item},${1_600_000_000 + 60 * (user + 30 * step)},watch`);
  }
}
await s3.send(new CreateBucketCommand({ Bucket: "films" }));
await s3.send(new PutObjectCommand({ Bucket: "films", Key: "interactions.csv", Body: rows.join("\n") + "\n" }));

const began = Date.now();
const { datasetGroupArn } = await call("CreateDatasetGroup", { name: "films" });
const group = await active("DatasetGroup", datasetGroupArn);
const { schemaArn } = await call("CreateSchema", {
  name: "films",
  schema: JSON.stringify({
    type: "record",
    name: "Interactions",
    namespace: "com.amazonaws.personalize.schema",
    fields: [
      { name: "USER_ID", type: "string" },
      { name: "ITEM_ID", type: "string" },
      { name: "TIMESTAMP", type: "long" },
      { name: "EVENT_TYPE", type: "string" },
    ],
    version: "1.0",
  }),
});
const { datasetArn } = await call("CreateDataset", {
  name: "films",
  schemaArn,
  datasetGroupArn,
  datasetType: "Interactions",
});
await active("Dataset", datasetArn);
const { datasetImportJobArn } = await call("CreateDatasetImportJob", {
  jobName: "films",
  datasetArn,
  dataSource: { dataLocation: "s3://films/interactions.csv" },
  roleArn: ROLE,
});
await active("DatasetImportJob", datasetImportJobArn);

/** A campaign of a freshly trained version, with what is to be deleted. */
async function deployed(name) {
  const { solutionArn } = await call("CreateSolution", {
    name,
    datasetGroupArn,
    recipeArn: recipe(name),
    performAutoTraining: false,
  });
  await active("Solution", solutionArn);
  const { solutionVersionArn } = await call("CreateSolutionVersion", { solutionArn });
  const { statuses } = await active("SolutionVersion", solutionVersionArn);
  const { metrics } = await call("GetSolutionMetrics", { solutionVersionArn });
  const { campaignArn } = await call("CreateCampaign", { name, solutionVersionArn, minProvisionedTPS: 1 });
  await active("Campaign", campaignArn);
  return { solutionArn, campaignArn, metrics, statuses };
}
const personal = await deployed("aws-user-personalization");
const ranking = await deployed("aws-personalized-ranking");

const { filterArn } = await call("CreateFilter", {
  name: "unseen",
  datasetGroupArn,
  filterExpression: 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click")',
});
await active("Filter", filterArn);
const { eventTrackerArn, trackingId } = await call("CreateEventTracker", { name: "web", datasetGroupArn });
await active("EventTracker", eventTrackerArn);

const recommended = (input) => runtime.send(new GetRecommendationsCommand(input));
const asked = { campaignArn: personal.campaignArn, userId: "visitor", numResults: 5, filterArn };
const stranger = await recommended(asked);
const clicked = await events.send(
  new PutEventsCommand({
    trackingId,
    userId: "visitor",
    sessionId: "visit",
    eventList: ["item-2", "item-4"].map((itemId) => ({ eventType: "click", itemId, sentAt: new Date() })),
  }),
);
const visitor = await recommended(asked);
const ranked = await runtime.send(
  new GetPersonalizedRankingCommand({
    campaignArn: ranking.campaignArn,
    userId: "user-0",
    inputList: ["item-1", "item-2", "never-seen"],
  }),
);

const unknown = datasetGroupArn.replace("films", "books");
const refusals = {
  missing: await refusal(call("DescribeDatasetGroup", { datasetGroupArn: unknown })),
  taken: await refusal(call("CreateDatasetGroup", { name: "films" })),
  inUse: await refusal(call("DeleteSolution", { solutionArn: personal.solutionArn })),
  malformed: await refusal(call("CreateDatasetGroup", { name: "not a name" })),
  runtime: await refusal(recommended({ campaignArn: `${personal.campaignArn}-2`, userId: "ann" })),
  events: await refusal(
    events.send(
      new PutEventsCommand({
        trackingId: "none",
        sessionId: "visit",
        eventList: [{ eventType: "click", sentAt: new Date() }],
      }),
    ),
  ),
};
assert.ok(await call("DescribeDatasetGroup", { datasetGroupArn: unknown }).catch(
  (error) => error instanceof control.ResourceNotFoundException,
));

for (const { campaignArn, solutionArn } of [personal, ranking]) {
  await gone("Campaign", campaignArn);
  await gone("Solution", solutionArn);
}
await gone("Filter", filterArn);
await gone("EventTracker", eventTrackerArn);
await gone("Dataset", datasetArn);
await gone("Schema", schemaArn);
await gone("DatasetGroup", datasetGroupArn);

console.log(
  JSON.stringify({
    began,
    created: group.resource.creationDateTime.getTime(),
    trained: personal.statuses,
    metrics: Object.keys(personal.metrics).sort(),
    stranger: stranger.itemList,
    visitor: visitor.itemList,
    recommendationId: visitor.recommendationId,
    clicked: clicked.$metadata.httpStatusCode,
    ranked: ranked.personalizedRanking,
    refusals,
    left: (await call("ListDatasetGroups")).datasetGroups,
  }),
);
