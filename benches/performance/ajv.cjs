// Validates YAML files against a schema with ajv, as a peer of `piac check`: node ajv.cjs SCHEMA FILE...
const fs = require('fs');
const Ajv = require('ajv/dist/2020');
const yaml = require('js-yaml');
const [schema, ...files] = process.argv.slice(2);
const validate = new Ajv({ strict: false }).compile(JSON.parse(fs.readFileSync(schema, 'utf8')));
for (const file of files) {
  if (!validate(yaml.load(fs.readFileSync(file, 'utf8')))) console.log(file, validate.errors.length);
}
