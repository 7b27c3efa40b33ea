using System.Text.Json;
using FolioModel.Workloads;

namespace FolioModel.Cli.Workloads;

/// <summary>The file of <c>--group</c>: memory control groups, their files, limits and policies, as JSON.</summary>
/// <remarks><c>docs/reference/replay-groups.schema.json</c> is its schema.</remarks>
internal static class GroupFile
{
    /// <summary>The members of a group.</summary>
    public static IReadOnlyList<string> Members { get; } = ["name", "files", "max", "low", "min", "policy"];

    /// <summary>The policies that a group can have.</summary>
    public static IEnumerable<ReplayPolicy> Policies => ReplayPolicy.Known.Where(static p => p.Create is not null);

    /// <summary>Reads groups.</summary>
    /// <param name="path">The file.</param>
    /// <param name="distinct">Counts the distinct pages of the trace; called only for percentages.</param>
    /// <exception cref="FormatException">The file does not describe groups.</exception>
    public static IReadOnlyList<ReplayGroup> Read(string path, Func<long> distinct)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            return Parse(document.RootElement, path, new Lazy<long>(distinct));
        }
        catch (JsonException e)
        {
            throw new FormatException($"--group: {path}: {e.Message}", e);
        }
    }

    private static List<ReplayGroup> Parse(JsonElement root, string path, Lazy<long> distinct)
    {
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Count() != 1
            || !root.TryGetProperty("groups", out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw new FormatException($"--group: {path}: expected an object with one member, groups: a list with at least one group");
        }

        List<ReplayGroup> groups = [];
        foreach (JsonElement element in list.EnumerateArray())
        {
            ReplayGroup group = ParseOne(element, $"--group: {path}: groups[{groups.Count}]", distinct);
            if (groups.Exists(g => g.Name == group.Name))
            {
                throw new FormatException(
                    $"--group: {path}: groups[{groups.Count}].name: expected a name of its own, found '{group.Name}'");
            }

            groups.Add(group);
        }

        return groups;
    }

    private static ReplayGroup ParseOne(JsonElement element, string where, Lazy<long> distinct)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{where}: expected an object, found {element.ValueKind}");
        }

        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!Members.Contains(member.Name))
            {
                throw new FormatException($"{where}: expected {string.Join(", ", Members)}, found '{member.Name}'");
            }
        }

        return new ReplayGroup(Text(element, where, "name") ?? throw new FormatException($"{where}: expected a name, found none"))
        {
            Files = Files(element, where),
            MaxPages = Size(element, where, "max", distinct),
            LowPages = Size(element, where, "low", distinct) ?? 0,
            MinPages = Size(element, where, "min", distinct) ?? 0,
            Policy = Policy(element, where),
        };
    }

    private static string? Text(JsonElement element, string where, string member) =>
        !element.TryGetProperty(member, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text
        : throw new FormatException($"{where}.{member}: expected a text, found {value}");

    private static long? Size(JsonElement element, string where, string member, Lazy<long> distinct) =>
        Text(element, where, member) is { } size ? MemorySizes.ParseOne($"{where}.{member}", size, distinct) : null;

    private static string[] Files(JsonElement element, string where) =>
        element.TryGetProperty("files", out JsonElement files) && files.ValueKind == JsonValueKind.Array && files.GetArrayLength() > 0
        && files.EnumerateArray().All(static f => f.ValueKind == JsonValueKind.String && f.GetString()!.Length > 0)
            ? [.. files.EnumerateArray().Select(static f => f.GetString()!)]
            : throw new FormatException($"{where}.files: expected a list of patterns such as \"/var/lib/db/*\"");

    private static ReplayPolicy? Policy(JsonElement element, string where)
    {
        if (Text(element, where, "policy") is not { } name)
        {
            return null;
        }

        return Policies.FirstOrDefault(p => p.Name == name) ?? throw new FormatException(
            $"{where}.policy: expected one of {string.Join(", ", Policies.Select(static p => p.Name))}, found '{name}'; "
            + "the kernel's own reclaim is the machine's: --policy");
    }
}
