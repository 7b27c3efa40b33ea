using System.Text.Json;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>Rows of JSON objects, kept as one column for each member: what is alike stands together, and compresses well.</summary>
/// <remarks>
/// A column is <c>numbers</c> with null where a row has no such member; <c>values</c> with 0 for that; or, where most values occur more
/// than once, the distinct values as <c>table</c> and each row's place in it as <c>at</c>, from 1, with 0 for a row without the member.
/// </remarks>
internal static class JsonColumns
{
    /// <summary>How often a value must occur, on average, for a table of the distinct values.</summary>
    private const int WorthATable = 2;

    /// <summary>Turns rows into columns.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="leftOut">Members that are kept elsewhere.</param>
    public static JsonObject Of(IReadOnlyList<JsonObject> rows, params IReadOnlyList<string> leftOut)
    {
        JsonObject columns = [];
        foreach (string name in rows.SelectMany(static r => r.Select(static m => m.Key)).Distinct().Except(leftOut))
        {
            columns[name] = ColumnOf(rows, name);
        }

        return columns;
    }

    /// <summary>Turns columns into rows again.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="count">How many rows there are.</param>
    public static List<JsonObject> Rows(JsonObject columns, int count)
    {
        List<JsonObject> rows = [.. Enumerable.Range(0, count).Select(static _ => new JsonObject())];
        foreach ((string name, JsonNode? node) in columns)
        {
            JsonObject column = (JsonObject)node!;
            for (int i = 0; i < count; i++)
            {
                if (TryGet(column, i, out JsonNode? value))
                {
                    rows[i][name] = value?.DeepClone();
                }
            }
        }

        return rows;
    }

    private static JsonObject ColumnOf(IReadOnlyList<JsonObject> rows, string name)
    {
        if (rows.All(r => !r.ContainsKey(name) || r[name]?.GetValueKind() == JsonValueKind.Number))
        {
            return new JsonObject { ["numbers"] = new JsonArray([.. rows.Select(r => r[name]?.DeepClone())]) };
        }

        Dictionary<string, int> places = [];
        JsonArray table = [];
        JsonArray at = [];
        foreach (JsonObject row in rows)
        {
            at.Add(row.TryGetPropertyValue(name, out JsonNode? value) ? PlaceOf(value, places, table) : 0);
        }

        // Among values a number stands for a row without the member, so that numbers that are mixed with others need the table.
        bool hasNumbers = table.Any(static v => v?.GetValueKind() == JsonValueKind.Number);
        return hasNumbers || table.Count * WorthATable < rows.Count
            ? new JsonObject { ["table"] = table, ["at"] = at }
            : new JsonObject
            {
                ["values"] = new JsonArray([.. rows.Select(r => r.ContainsKey(name) ? r[name]?.DeepClone() : JsonValue.Create(0))]),
            };
    }

    private static int PlaceOf(JsonNode? value, Dictionary<string, int> places, JsonArray table)
    {
        string text = value?.ToJsonString() ?? "null";
        if (!places.TryGetValue(text, out int place))
        {
            table.Add(value?.DeepClone());
            places[text] = place = table.Count;
        }

        return place;
    }

    private static bool TryGet(JsonObject column, int row, out JsonNode? value)
    {
        if (column["table"] is JsonArray table)
        {
            int place = (int)column["at"]![row]!;
            value = place == 0 ? null : table[place - 1];
            return place != 0;
        }

        bool isNumber = column["numbers"] is JsonArray;
        value = column[isNumber ? "numbers" : "values"]![row];
        return isNumber ? value is not null : value?.GetValueKind() != JsonValueKind.Number;
    }
}
