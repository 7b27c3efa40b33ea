using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FolioModel.Page.Tests;

/// <summary>
/// Validates JSON by the part of JSON Schema that the schema of folio-trace/1 uses; a keyword that it does not know is an error.
/// </summary>
internal sealed class JsonSchema(JsonObject root)
{
    private static readonly HashSet<string> s_ignored = ["$schema", "$id", "title", "$defs"];

    /// <summary>Where a value does not fit, a line each.</summary>
    public IReadOnlyList<string> Errors(JsonNode? value)
    {
        List<string> errors = [];

        // Read anew, so that every number is one that was read, however it was made.
        Check(root, JsonNode.Parse(value!.ToJsonString()), "$", errors);
        return errors;
    }

    private void Check(JsonObject schema, JsonNode? value, string path, List<string> errors)
    {
        foreach ((string keyword, JsonNode? argument) in schema)
        {
            if (!s_ignored.Contains(keyword) && Problem(schema, keyword, argument!, value, path, errors) is { } problem)
            {
                errors.Add($"{path}: {problem}");
            }
        }
    }

    private string? Problem(JsonObject schema, string keyword, JsonNode argument, JsonNode? value, string path, List<string> errors)
    {
        switch (keyword)
        {
            case "$ref":
                Check((JsonObject)root["$defs"]![((string)argument!)["#/$defs/".Length..]]!, value, path, errors);
                return null;
            case "type":
                return TypeOf(value) == (string)argument!
                    || ((string)argument! == "number" && TypeOf(value) == "integer")
                    ? null
                    : $"{TypeOf(value)}, expected {argument}";
            case "const":
                return JsonNode.DeepEquals(argument, value) ? null : $"expected {argument}";
            case "enum":
                return argument.AsArray().Any(a => JsonNode.DeepEquals(a, value)) ? null : $"{value} is none of {argument.ToJsonString()}";
            case "pattern":
                return Regex.IsMatch((string)value!, (string)argument!, RegexOptions.None, TimeSpan.FromSeconds(10))
                    ? null
                    : $"'{value}' does not match {argument}";
            case "minimum":
                return (long)value! >= (long)argument ? null : $"{value} is below {argument}";
            case "minItems":
                return value!.AsArray().Count >= (int)argument ? null : "too few items";
            case "maxItems":
                return value!.AsArray().Count <= (int)argument ? null : "too many items";
            case "required":
                return string.Join(
                    ", ",
                    argument.AsArray().Select(static a => (string)a!).Where(
                        a => !((JsonObject)value!).ContainsKey(a))) is { Length: > 0 } missing
                    ? $"lacks {missing}" : null;
            case "items":
                for (int i = 0; value is JsonArray array && i < array.Count; i++)
                {
                    Check((JsonObject)argument, array[i], $"{path}[{i}]", errors);
                }

                return null;
            case "properties" or "additionalProperties":
                CheckMembers(schema, keyword, argument, value as JsonObject ?? [], path, errors);
                return null;
            default:
                return $"the schema has '{keyword}', which this validator does not know";
        }
    }

    private void CheckMembers(JsonObject schema, string keyword, JsonNode argument, JsonObject value, string path, List<string> errors)
    {
        JsonObject known = schema["properties"] as JsonObject ?? [];
        foreach ((string name, JsonNode? member) in value)
        {
            bool isKnown = known.ContainsKey(name);
            if (keyword == "properties" && isKnown)
            {
                Check((JsonObject)known[name]!, member, $"{path}.{name}", errors);
            }
            else if (keyword == "additionalProperties" && !isKnown)
            {
                if (argument is JsonObject inner)
                {
                    Check(inner, member, $"{path}.{name}", errors);
                }
                else
                {
                    errors.Add($"{path}: no member '{name}' is allowed");
                }
            }
        }
    }

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.Number => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
            _ => "boolean",
        },
    };
}
