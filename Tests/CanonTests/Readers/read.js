// Prints what js-yaml reads: one line of JSON for each file, values tagged by their type.
const yaml = require("js-yaml");
const fs = require("fs");

function tagged(value) {
  if (value === null || value === undefined) return ["null"];
  if (typeof value === "boolean") return ["bool", value];
  if (typeof value === "number") return ["number", value.toString(), Object.is(value, -0)];
  if (typeof value === "string") return ["string", value];
  if (Array.isArray(value)) return ["list", value.map(tagged)];
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return ["map", Object.entries(value).map(([key, item]) => [tagged(key), tagged(item)])];
  }
  return [value.constructor.name, String(value)];
}

for (const path of process.argv.slice(2)) {
  console.log(JSON.stringify(tagged(yaml.load(fs.readFileSync(path, "utf8")))));
}
