using System.Text.Json;

namespace FolioModel.Cli.Conform.Reclaim.Statistical;

/// <summary>The counters of several boots of the kernel during a sequence on a machine short of memory.</summary>
internal sealed class RecordedBoots
{
    private readonly Dictionary<int, Dictionary<string, double>> _first = [];
    private readonly Dictionary<int, Dictionary<string, double>> _last = [];
    private readonly List<double> _hits = [];
    private readonly List<RecordedZone> _zones = [];

    public string Name { get; private set; } = "";

    public string Family { get; private set; } = "";

    public bool MultiGeneration { get; private set; }

    /// <summary>Hits of each boot.</summary>
    public IReadOnlyList<double> Hits => _hits;

    /// <summary>The zones at the start of the first boot, the lowest first.</summary>
    public IReadOnlyList<RecordedZone> Zones => _zones;

    /// <summary>By how much a counter grew in each boot; those that belong together have the same beginning of their names.</summary>
    public IEnumerable<double> Growth(string beginning)
    {
        foreach ((int boot, Dictionary<string, double> last) in _last)
        {
            yield return last.Where(field => field.Key.StartsWith(beginning, StringComparison.Ordinal))
                .Sum(field => field.Value - _first[boot].GetValueOrDefault(field.Key));
        }
    }

    public static RecordedBoots Read(TraceFile file)
    {
        RecordedBoots recorded = new();
        while (file.TryReadLine(out JsonDocument document))
        {
            using (document)
            {
                recorded.Add(document.RootElement);
            }
        }

        return recorded;
    }

    private void Add(JsonElement line)
    {
        switch (line.TryGetProperty("k", out JsonElement kind) ? kind.GetString() : null)
        {
            case "header":
                Name = line.GetProperty("name").GetString()!;
                Family = line.GetProperty("family").ToString();
                MultiGeneration = line.GetProperty("mode").GetString() == "mglru";
                break;
            case "run":
                _hits.Add(line.GetProperty("hits").GetDouble());
                break;
            case "ckpt":
                Add(line.GetProperty("boot").GetInt32(), line.GetProperty("stat"));
                break;
        }
    }

    private void Add(int boot, JsonElement statistics)
    {
        Dictionary<string, double> numbers = statistics.EnumerateObject()
            .Where(static field => field.Value.ValueKind == JsonValueKind.Number)
            .ToDictionary(static field => field.Name, static field => field.Value.GetDouble());
        _first.TryAdd(boot, numbers);
        _last[boot] = numbers;
        if (_zones.Count == 0 && statistics.TryGetProperty("zones", out JsonElement zones))
        {
            _zones.AddRange(zones.EnumerateObject().Select(RecordedZone.Of).OrderBy(static zone => zone.Kind));
        }
    }
}
