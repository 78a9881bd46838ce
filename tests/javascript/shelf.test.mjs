import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  GetRecommendationsCommand,
  PersonalizeRuntimeClient,
  PersonalizeRuntimeServiceException,
} from "@aws-sdk/client-personalize-runtime";

const endpoint = process.env.ENDPOINT ?? "http://localhost:5000";
const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
const campaignArn = "arn:aws:personalize:us-east-1:123456789012:campaign/shelf";

/** A function of the bench: its answer, or an Error that says what is wrong. */
async function bench(route, body = {}) {
  const url = `${endpoint}/moto-api/personalize/${route}`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

/** A piece of your application. */
async function shelf(userId) {
  const runtime = new PersonalizeRuntimeClient({ endpoint, region: "us-east-1", credentials });
  try {
    const { itemList } = await runtime.send(new GetRecommendationsCommand({ campaignArn, userId }));
    return itemList.map((item) => item.itemId);
  } catch (error) {
    if (!(error instanceof PersonalizeRuntimeServiceException)) throw error;
    return ["chess"];
  }
}

beforeEach(() => bench("reset"));

test("what is recommended is shown", async () => {
  await bench("stub-recommendations", { arn: campaignArn, item_ids: ["go", "ludo"], model: false });
  assert.deepEqual(await shelf("ann"), ["go", "ludo"]);
  const { calls } = await bench("recorded-calls", { operation: "GetRecommendations" });
  assert.deepEqual(calls.map((call) => call.params.user_id), ["ann"]);
});

test("the bestseller is shown when Personalize fails", async () => {
  await bench("inject-fault", { operation: "GetRecommendations", error: "ResourceNotFoundException" });
  assert.deepEqual(await shelf("ann"), ["chess"]);
  const { calls } = await bench("recorded-calls", { operation: "GetRecommendations" });
  assert.deepEqual(calls.map((call) => call.error), ["ResourceNotFoundException"]);
});

test("a mistake of the test is named", async () => {
  const mistake = bench("fail-next", { resource_type: "shelf", reason: "Internal error" });
  await assert.rejects(mistake, /^Error: shelf is not a type of resource/);
});
