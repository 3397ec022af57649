import type { JsonValue } from '../../domain/records.ts'

/** What is sent back: JSON, or text where `body` is one. */
export interface Answer {
  readonly status: number
  readonly body: JsonValue
  readonly headers?: Readonly<Record<string, string>>
}

const refusal = (status: number, type: string, message: string): Answer => ({
  status,
  body: { error: { type, message } },
})
const invalid = (type: string, message: string): Answer => refusal(422, type, message)
const tooMany = (error: string, message: string): Answer => ({ status: 429, body: { errors: [{ error, message }] } })
const bare = (error: JsonValue): Answer => ({ status: 404, body: { error } })
const page = (status: number, title: string, headers = {}): Answer => ({
  status,
  body: `<html><head><title>${status} ${title}</title></head><body><h1>${status} ${title}</h1></body></html>`,
  headers: { 'content-type': 'text/html', ...headers },
})

/** Every refusal, in the shape that clients see, each with its source: D, R or U as in `airtable-emulator.ts`. */
export const refusals = {
  /** 400: the body is no JSON. D; its type U. */
  badRequest: refusal(400, 'INVALID_REQUEST_BODY', 'Could not parse the request body as JSON'),
  /** 401: no token, or a wrong one. D */
  authenticationRequired: refusal(401, 'AUTHENTICATION_REQUIRED', 'Authentication required'),
  /** 403: another base, an unknown table, or a scope that the token lacks: one answer, which does not say which. D */
  notPermitted: refusal(
    403,
    'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND',
    'Invalid permissions, or the requested model was not found. Check that the token has the permissions, and the names and keys.',
  ),
  /** 404: an unknown record or path. The error is a string. R */
  notFound: bare('NOT_FOUND'),
  /** 404: the same from the schema, also for a token without its scope. The error is an object without a message. R */
  schemaNotFound: bare({ type: 'NOT_FOUND' }),
  /** 413: the body is too long. D; from which size on U. */
  tooLarge: refusal(413, 'REQUEST_TOO_LARGE', 'The request body is too large'),
  /** 414: a URL of more than 16,000 characters. The limit D, the answer U. */
  uriTooLong: page(414, 'Request-URI Too Large'),
  /** 422: a parameter or an option that does not fit. R */
  invalidRequest: invalid(
    'INVALID_REQUEST_UNKNOWN',
    'Invalid request: parameter validation failed. Check your request data.',
  ),
  /** 422: a create without cells. R */
  missingFields: invalid('INVALID_REQUEST_MISSING_FIELDS', 'Could not find field "fields" in the request body'),
  /** 422: no batch, more than 10 records, or a key that is none. R */
  invalidRecords: invalid(
    'INVALID_RECORDS',
    'You must provide an array of up to 10 record objects, each with an "id" ID field and a "fields" object for cell values.',
  ),
  /** 422: a field that is not there. R */
  unknownField: (name: string) => invalid('UNKNOWN_FIELD_NAME', `Unknown field name: "${name}"`),
  /** 422: a value that the field does not take. R */
  invalidValue: (name: string) =>
    invalid('INVALID_VALUE_FOR_COLUMN', `Field "${name}" cannot accept the provided value`),
  /** 422: a value for a field that Airtable computes. R */
  computedField: (name: string) =>
    invalid('INVALID_VALUE_FOR_COLUMN', `Field "${name}" cannot accept a value because the field is computed`),
  /** 422: an option that a select does not have, without typecast. R */
  unknownOption: (option: string) =>
    invalid('INVALID_MULTIPLE_CHOICE_OPTIONS', `Insufficient permissions to create new select option "${option}"`),
  /** 422: a batch names a row that is gone. R */
  unknownRow: (id: string) => invalid('ROW_DOES_NOT_EXIST', `Record ID ${id} does not exist`),
  /** 422: an upsert that several rows match. That it fails D, how U. */
  severalMatches: invalid('INVALID_REQUEST_UNKNOWN', 'Several records match the values of fieldsToMergeOn'),
  /** 422: a filter that is none. R */
  invalidFormula: (why: string) =>
    invalid('INVALID_FILTER_BY_FORMULA', `The formula for filtering records is invalid: ${why}`),
  /** 422: a view that is not there. R */
  unknownView: (name: string) => invalid('VIEW_NAME_NOT_FOUND', `View "${name}" not found`),
  /** 422: the listing is gone: start again. D */
  lostIterator: invalid('LIST_RECORDS_ITERATOR_NOT_AVAILABLE', 'The listing is not available any more: start it again'),
  /** 422: fields that the API does not create. R */
  notCreatable: (where: string, type: string) =>
    invalid(
      'UNSUPPORTED_FIELD_TYPE_FOR_CREATE',
      `Invalid options for ${where}: Creating ${type} fields is not supported at this time`,
    ),
  /** 422: a field whose options are missing or wrong. R; the message U. */
  invalidOptions: (where: string) =>
    invalid('INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE', `Invalid options for ${where}: the options do not fit its type`),
  /** 422: the name of a field that is there already. R; the message U. */
  takenFieldName: (name: string) => invalid('DUPLICATE_OR_EMPTY_FIELD_NAME', `"${name}" is empty or taken`),
  /** 422: the name of a table that is there already. R; the message U. */
  takenTableName: (name: string) => invalid('DUPLICATE_TABLE_NAME', `There is a table "${name}" already`),
  /** 429: too many in a second, and for 30 seconds after. D; the body R */
  rateLimited: tooMany('RATE_LIMIT_REACHED', 'Rate limit exceeded. Please try again later'),
  /** 429: the calls of the month are used up. R */
  monthlyCap: tooMany('PUBLIC_API_BILLING_LIMIT_EXCEEDED', 'API billing plan limit exceeded'),
  /** 500. D */
  serverError: refusal(500, 'SERVER_ERROR', 'The server encountered an unexpected condition'),
  /** 502: from what stands before Airtable, as a page. D; HTML R */
  badGateway: page(502, 'Bad Gateway'),
  /** 503: perhaps with the seconds to wait. D */
  unavailable: (seconds: number | null): Answer => ({
    ...refusal(503, 'SERVICE_UNAVAILABLE', 'The service is temporarily unavailable'),
    ...(seconds === null ? {} : { headers: { 'retry-after': String(seconds) } }),
  }),
}

/** Ends a request with a refusal, from wherever it is found. */
export function refuse(answer: Answer): never {
  throw Object.assign(new Error('The request was refused'), { answer })
}

/** What a request ends with: its answer, or the refusal that it met. Any other error goes on. */
export function answered(perform: () => Answer): Answer {
  try {
    return perform()
  } catch (error) {
    if (error instanceof Error && 'answer' in error) return error.answer as Answer
    throw error
  }
}
