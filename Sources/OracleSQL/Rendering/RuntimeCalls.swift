/// Every function of ours that SQLite text made by the renderer may call; `RuntimeFunctions` implements exactly this list.
///
/// Unless said otherwise NULL in any argument gives NULL, an empty text counts as NULL, and a result that would be the
/// empty text is NULL (the Oracle world). Numbers go in and come out as integers or canonical decimal text (`0.5`, `-3`,
/// `12.3`); dates as `yyyy-MM-dd HH:mm:ss`; booleans as 0 and 1.
enum RuntimeCall: String, CaseIterable {
  // Numbers. A text argument is read as a number; one that is none is ORA-01722 (22P02).
  /// (x [, model]) → number. TO_NUMBER; with a number model ORA-01722 when it does not fit.
  case toNumber = "qz_to_number"
  /// (x) → number, or NULL when the text is no number: implicit comparison of text with a number never fails.
  case numberOrNull = "qz_number_or_null"
  /// (a, b); 38 digits.
  case add = "qz_add"
  case subtract = "qz_subtract"
  case multiply = "qz_multiply"
  /// (a, b); ORA-01476 (22012) for a divisor of zero.
  case divide = "qz_divide"
  /// (a)
  case negate = "qz_negate"
  /// (a, b) → -1, 0, 1 as an integer.
  case compareNumbers = "qz_compare"
  /// (a [, digits])
  case roundNumber = "qz_round"
  case truncateNumber = "qz_trunc"
  /// (a, b): Oracle's MOD, a when b is 0.
  case modulo = "qz_mod"
  case absolute = "qz_abs"
  case sign = "qz_sign"
  case ceiling = "qz_ceil"
  case floor = "qz_floor"
  /// (a, b): of whole numbers, a fraction is cut off; ORA-01428 (22003) outside 64 bits.
  case bitAnd = "qz_bitand"
  /// (base, exponent); ORA-01428 (22003) for a negative base and a fraction, and for zero and a negative exponent.
  case power = "qz_power"
  /// (x) → e^x.
  case exponential = "qz_exp"
  /// (x); ORA-01428 for zero and less.
  case naturalLogarithm = "qz_ln"
  /// (base, x); ORA-01428 for a base that is not positive or 1, and for an x of zero and less.
  case logarithm = "qz_log"
  case squareRoot = "qz_sqrt"
  /// (a, precision, scale): rounds to scale; ORA-01438 (22003) when it does not fit.
  case castNumber = "qz_cast_number"
  /// (a, bytes) → the nearest whole number; ORA-01426 (22003) outside of a signed integer of so many bytes.
  case castInteger = "qz_cast_integer"
  /// (ctid), (ROWID) → the row's number; 0, which no row has, for other text.
  case rowOfPlace = "qz_row_of_place"
  case rowOfIdentifier = "qz_row_of_identifier"
  /// (a) → text that sorts bytewise as the numbers sort; NULL for NULL.
  case numberKey = "qz_number_key"
  /// (a, b, …): ORA-01722 for no number; NULL when any is NULL.
  case greatestNumber = "qz_greatest_number"
  case leastNumber = "qz_least_number"
  /// (a, b, …) by bytes; NULL when any is NULL.
  case greatestText = "qz_greatest_text"
  case leastText = "qz_least_text"
  // Aggregates; NULL arguments are skipped, no rows give NULL.
  case sum = "qz_sum"
  case average = "qz_avg"
  case minimumNumber = "qz_min_number"
  case maximumNumber = "qz_max_number"
  /// (x) → x of the only row, NULLs counted; ORA-01427 (21000) for more than one row.
  case singleRow = "qz_single_row"

  /// Sample of one less than the values (zero for one value), sample, population.
  case variance = "qz_variance"
  case sampleVariance = "qz_var_samp"
  case populationVariance = "qz_var_pop"
  case deviation = "qz_stddev"
  case sampleDeviation = "qz_stddev_samp"
  case populationDeviation = "qz_stddev_pop"
  case median = "qz_median"
  /// (directions, separator, value, key, …): see `ListAggregate`.
  case list = "qz_list"

  /// (x, n) → the n-th x that is not NULL, from the end when n is negative; NULL for none. A window's.
  case presentValue = "qz_present_value"

  /// (function, directions, value, value's key, key, …): see `KeepAggregate`.
  case keep = "qz_keep"

  // Text.
  /// (a, b, …): NULL counts as empty; NULL when the result is empty.
  case concatenate = "qz_concat"
  case upper = "qz_upper"
  case lower = "qz_lower"
  case capitalise = "qz_initcap"
  /// (x [, characters]): blanks by default; any of the characters otherwise.
  case trim = "qz_trim"
  case trimLeft = "qz_ltrim"
  case trimRight = "qz_rtrim"
  /// (x, position [, length]): characters, position from 1, from the end when negative, 0 counts as 1; NULL for a length below 1.
  case substring = "qz_substr"
  /// (x) → characters.
  case length = "qz_length"
  /// (x) → bytes in GBK.
  case lengthInBytes = "qz_lengthb"
  /// (x, position [, length]): bytes in GBK; half a character at either end is a blank.
  case substringInBytes = "qz_substrb"
  /// (x) → a text whose bytes order as those of x in GB18030.
  case textKey = "qz_text_key"
  /// (x, pattern [, options]) → 0 or 1.
  case matchesPattern = "qz_regexp_like"
  /// (x, pattern [, replacement [, start [, occurrence [, options]]]]): NULL only when x is.
  case patternReplace = "qz_regexp_replace"
  /// (x, pattern [, start [, occurrence [, options [, group]]]])
  case patternSubstring = "qz_regexp_substr"
  /// (x, pattern [, start [, occurrence [, end [, options [, group]]]]]) → position from 1, or 0.
  case patternPosition = "qz_regexp_instr"
  /// (x, pattern [, start [, options]])
  case patternCount = "qz_regexp_count"
  /// (x, from [, to]): NULL only when x is; a NULL `from` leaves x, a NULL `to` removes.
  case replace = "qz_replace"
  /// (x, part [, start [, occurrence]]) → position from 1, or 0.
  case position = "qz_instr"
  /// (x, length [, fill]): display width 2 for a hanzi.
  case padLeft = "qz_lpad"
  case padRight = "qz_rpad"
  /// (x, from, to)
  case translate = "qz_translate"
  /// (n) → the character with this code; (x) → code of the first character.
  case character = "qz_chr"
  case code = "qz_ascii"
  case reverse = "qz_reverse"
  /// (x) → its bytes in GBK as hexadecimal digits; the text of such digits, ORA-01465 (22P02) for other text.
  case hexOfBytes = "qz_hex"
  case textOfHex = "qz_unhex"
  /// (text) → its hexadecimal digits, an even number of them in capitals.
  case hexadecimalDigits = "qz_hextoraw"
  /// (x): full-width forms of ASCII as ASCII; the other way round.
  case singleByte = "qz_single_byte"
  case multiByte = "qz_multi_byte"
  /// (value, pattern, escape): `%` and `_`; case-sensitive. No escape character when the third is NULL; only the first
  /// two NULLs give NULL. An empty pattern matches only an empty value. → 0 or 1.
  case like = "qz_like"
  /// The same without regard to letter case.
  case likeIgnoringCase = "qz_ilike"

  // Dates.
  /// () → now, the statement's start. Not deterministic.
  case systemDate = "qz_sysdate"
  /// () → today at midnight. Not deterministic.
  case today = "qz_current_date"
  /// (date, model): TO_CHAR; ORA-01821 (22007) for a model it does not know.
  case formatDate = "qz_to_char_date"
  /// (date, model, language): the same with the names of a language, `CHINESE`.
  case formatDateNamed = "qz_to_char_date_named"
  /// (number [, model]): TO_CHAR of a number.
  case formatNumber = "qz_to_char_number"
  /// (text, model): TO_DATE; Oracle's errors in 22007.
  case parseDate = "qz_to_date"
  /// (text): implicit conversion, `yyyy-MM-dd[ HH:mm:ss]`, `yyyyMMdd`, `yyyy/M/d`; ORA-01861 (22007) otherwise.
  case dateFromText = "qz_date_from_text"
  /// (date [, model]): TRUNC; without a model to the day.
  case truncateDate = "qz_trunc_date"
  case roundDate = "qz_round_date"
  /// (date, days): days may have a fraction, rounded to the second.
  case addDays = "qz_add_days"
  /// (date, date) → days, exact decimal.
  case daysBetween = "qz_days_between"
  case addMonths = "qz_add_months"
  case monthsBetween = "qz_months_between"
  case lastDay = "qz_last_day"
  /// (date, interval, 1 or -1); ORA-01839 for a day the month lacks.
  case addInterval = "qz_add_interval"
  /// (n, unit) → interval.
  case makeInterval = "qz_interval"
  /// (field, date) → number.
  case extractField = "qz_extract"
  /// (date, weekday)
  case nextDay = "qz_next_day"
  /// (text, model) → the first instant whose TO_CHAR by the model is the text; NULL when the text is no whole value of
  /// the model, character by character (`20210230`, `2021031` have none). Models: YYYY, YYYYMM, YYYYMMDD and the same with
  /// `-` or `/` between.
  case rangeLow = "qz_format_range_low"
  /// (text, model) → the first instant after those; NULL likewise.
  case rangeHigh = "qz_format_range_high"

  // PostgreSQL's world: an empty text is a text, and stays one.
  /// (value, pattern, escape) as `qz_like`, but backslash escapes when the third is NULL.
  case postgresLike = "qz_pg_like"
  case postgresLikeIgnoringCase = "qz_pg_ilike"
  case postgresMatches = "qz_pg_regex"
  case postgresMatchesIgnoringCase = "qz_pg_iregex"
  /// (oid, modifier) → `character varying(30)` and so on; NULL for a type that does not exist.
  case formatType = "qz_format_type"
  /// (name, may be quoted and qualified) → the relation's oid; 42P01 when there is none.
  case relationOID = "qz_regclass"
  /// (oid) → the relation's name, or the oid's digits when there is none.
  case relationName = "qz_regclass_name"
  /// (text, …) → always NULL: pg_get_expr and its like, of which our tables have none.
  case nothing = "qz_nothing"
  /// () → ORA-01436.
  case refuseCycle = "qz_refuse_cycle"
  /// (…) → 1.
  case always = "qz_always"
  /// (name of a relation of the catalogue or NULL for any, oid, column number or 0) → the comment.
  case comment = "qz_comment"
  /// (oid of a relation) → 1 when its name needs no schema, else 0; NULL for none.
  case isVisible = "qz_is_visible"
  /// (name [, missing is allowed]) → the setting; 42704 for one that does not exist, NULL where that is allowed.
  case setting = "qz_setting"
  /// (array, value) → the array without it.
  case arrayRemove = "qz_array_remove"
  /// (array) → the elements as a JSON array of texts and nulls; 22P02 for a text that is no array.
  case arrayElements = "qz_array_elements"
  /// (name) → the relation's oid; NULL when there is none.
  case relationIfKnown = "qz_to_regclass"
  /// (format, value, …): PostgreSQL's FORMAT with `%s`, `%I`, `%L` and `%%`; NULL counts as empty.
  case formatText = "qz_format"
  /// (encoding number) → `UTF8`.
  case encodingName = "qz_encoding_name"
  /// (oid) → the owner's name.
  case userName = "qz_user_name"
}
