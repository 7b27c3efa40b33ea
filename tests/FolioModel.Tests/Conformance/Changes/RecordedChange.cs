using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FolioModel.Tests.Conformance;

/// <summary>One value of a recorded line, changed in one way.</summary>
/// <param name="Operation">What the line is about: the operation's name, or the line's type.</param>
/// <param name="Path">The field, with <c>[]</c> for any element of a list and <c>[n]</c> for a column of a row.</param>
/// <param name="Kind">The way.</param>
/// <param name="IsArgument">Whether the value says what is done, not what came of it.</param>
internal readonly record struct RecordedChange(string Operation, string Path, ChangeKind Kind, bool IsArgument)
{
    /// <summary>The elements of a list are alike: the first ones are looked at, and the last.</summary>
    private const int ElementsLookedAt = 2;

    private static readonly JsonSerializerOptions s_asRecorded = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Fields of XArray operations that are results; all others are arguments.</summary>
    private static readonly HashSet<string> s_results =
        ["r", "st", "h", "x", "upd", "io", "id", "next_out", "content", "tree", "alloc", "freed"];

    public static string OperationOf(JsonElement line) =>
        line.TryGetProperty("op", out JsonElement operation) ? operation.GetString()!
        : line.TryGetProperty("call", out JsonElement call) ? call.GetString()!
        : line.GetProperty("type").GetString()!;

    /// <summary>All changes of a line, each with the changed line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isXArray">Whether it is one of an XArray recording, where arguments stand beside results.</param>
    /// <param name="wanted">Which changes are of interest.</param>
    public static IEnumerable<(RecordedChange Change, Func<string> Apply)> Of(string line, bool isXArray, Func<RecordedChange, bool> wanted)
    {
        JsonNode root = JsonNode.Parse(line)!;
        string operation = OperationOf(JsonDocument.Parse(line).RootElement);
        foreach ((string path, JsonNode parent, int index, string? name) in Values(root, "", 0))
        {
            string top = path.Split('.', '[')[0];
            bool isArgument = operation is "trace" or "begin" or "calls"
                || (isXArray ? operation != "dump" && !s_results.Contains(top) && top != "op" : top == "a");
            foreach (ChangeKind kind in Enum.GetValues<ChangeKind>())
            {
                RecordedChange change = new(operation, path, kind, isArgument);
                if (Applies(kind, Child(parent, index, name), isArgument) && wanted(change))
                {
                    yield return (change, () => Apply(root, parent, index, name, kind));
                }
            }
        }
    }

    private static JsonNode? Child(JsonNode parent, int index, string? name) => name is null ? parent[index] : parent[name];

    private static bool Applies(ChangeKind kind, JsonNode? value, bool isArgument) => kind switch
    {
        ChangeKind.FarValue => isArgument && value?.GetValueKind() == JsonValueKind.Number,
        ChangeKind.OtherValue => value is not (JsonArray or JsonObject),
        ChangeKind.Longer => value is JsonArray,
        _ => true,
    };

    private static string Apply(JsonNode root, JsonNode parent, int index, string? name, ChangeKind kind)
    {
        JsonNode? before = Child(parent, index, name);
        switch (kind)
        {
            case ChangeKind.Absent when name is null:
                ((JsonArray)parent).RemoveAt(index);
                break;
            case ChangeKind.Absent:
                ((JsonObject)parent).Remove(name);
                break;
            default:
                Set(parent, index, name, Changed(before, kind));
                break;
        }

        string changed = root.ToJsonString(s_asRecorded);
        if (kind != ChangeKind.Absent)
        {
            Set(parent, index, name, before);
        }
        else if (name is null)
        {
            ((JsonArray)parent).Insert(index, before);
        }
        else
        {
            parent[name] = before;
        }

        return changed;
    }

    private static void Set(JsonNode parent, int index, string? name, JsonNode? value)
    {
        if (name is null)
        {
            ((JsonArray)parent)[index] = value;
        }
        else
        {
            ((JsonObject)parent)[name] = value;
        }
    }

    private static JsonNode? Changed(JsonNode? value, ChangeKind kind)
    {
        if (kind == ChangeKind.Longer)
        {
            JsonArray longer = (JsonArray)value!.DeepClone();
            longer.Add(longer.Count > 0 ? longer[0]?.DeepClone() : JsonValue.Create(0));
            return longer;
        }

        bool isNumber = value?.GetValueKind() == JsonValueKind.Number;
        if (kind == ChangeKind.OtherType)
        {
            return isNumber ? JsonValue.Create("text") : JsonValue.Create(7);
        }

        string text = value?.ToString() ?? "";
        if (kind == ChangeKind.FarValue)
        {
            return JsonValue.Create(text == "0" ? 8192 : 0);
        }

        return value is null ? JsonValue.Create("p77777")
            : !isNumber ? JsonValue.Create(Reworded(text))
            : text == ulong.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture) ? JsonValue.Create(ulong.MaxValue - 1)
            : text.StartsWith('-') ? JsonValue.Create(long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) + 1)
            : JsonValue.Create(ulong.Parse(text, System.Globalization.CultureInfo.InvariantCulture) + 1);
    }

    /// <summary>An entry becomes another entry, and any other word one that is not known.</summary>
    private static string Reworded(string text) =>
        text.Length > 1 && text[0] is 'p' or 'v' or 's' && text.AsSpan(1).ContainsAnyExceptInRange('0', '9') == false
            ? $"{text[0]}{ulong.Parse(text.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) ^ 1}"
            : text + "x";

    private static IEnumerable<(string Path, JsonNode Parent, int Index, string? Name)> Values(JsonNode node, string path, int depth)
    {
        if (node is JsonObject fields)
        {
            foreach ((string name, JsonNode? value) in fields.ToArray())
            {
                string inner = path.Length == 0 ? name : $"{path}.{name}";
                yield return (inner, fields, -1, name);
                foreach ((string, JsonNode, int, string?) deeper in value is null ? [] : Values(value, inner, 0))
                {
                    yield return deeper;
                }
            }
        }
        else if (node is JsonArray list)
        {
            bool isRow = depth > 0 || path is "fb" or "st" or "x";
            for (int i = 0; i < list.Count; i++)
            {
                if (!isRow && i >= ElementsLookedAt && i < list.Count - 1)
                {
                    continue;
                }

                string inner = isRow ? $"{path}[{i}]" : $"{path}[]";
                yield return (inner, list, i, null);
                foreach ((string, JsonNode, int, string?) deeper in list[i] is { } value ? Values(value, inner, depth + 1) : [])
                {
                    yield return deeper;
                }
            }
        }
    }
}

/// <summary>How a value is changed.</summary>
internal enum ChangeKind
{
    /// <summary>Another value of its kind.</summary>
    OtherValue,

    /// <summary>A number far from what it was.</summary>
    FarValue,

    /// <summary>Left out.</summary>
    Absent,

    /// <summary>A word for a number and the other way round.</summary>
    OtherType,

    /// <summary>A list with one element more.</summary>
    Longer,
}
