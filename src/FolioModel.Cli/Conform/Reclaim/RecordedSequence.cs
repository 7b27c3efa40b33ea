using System.Text.Json;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>The recorded run of a sequence: the first boot in full, and how far the others agree with it.</summary>
internal sealed class RecordedSequence
{
    private readonly Dictionary<int, string[]> _events = [];
    private readonly List<RecordedCheckpoint> _checkpoints = [];
    private readonly List<byte[]> _boots = [];

    public string Name { get; private set; } = "";

    public string Family { get; private set; } = "";

    public bool MultiGeneration { get; private set; }

    /// <summary>The checkpoints of the first boot.</summary>
    public IReadOnlyList<RecordedCheckpoint> Checkpoints => _checkpoints;

    /// <summary>One bit for each operation: whether the page was cached.</summary>
    public byte[] Hits => _boots.Count > 0 ? _boots[0] : [];

    /// <summary>Hit bits of every boot that observed each access on the RAM disk.</summary>
    public IReadOnlyList<byte[]> Boots => _boots;

    /// <summary>One bit for each operation: whether the page table held a swap entry. Null where there was no swap.</summary>
    public byte[]? Swapped { get; private set; }

    /// <summary>The events of an operation, as tokens.</summary>
    public string[] EventsOf(int operation) => _events.GetValueOrDefault(operation, []);

    public static RecordedSequence Read(TraceFile file)
    {
        RecordedSequence recorded = new();
        bool traced = false;
        while (file.TryReadLine(out JsonDocument document))
        {
            using (document)
            {
                JsonElement line = document.RootElement;
                if (!line.TryGetProperty("k", out JsonElement kind))
                {
                    if (traced)
                    {
                        recorded._events.Add(line.GetProperty("i").GetInt32(), line.GetProperty("e").GetString()!.Split(' '));
                    }

                    continue;
                }

                // Only the first traced boot is replayed; another one may follow, on another disk.
                traced = kind.GetString() == "events" && recorded._events.Count == 0;
                recorded.Add(kind.GetString(), line);
            }
        }

        return recorded;
    }

    public static bool IsSet(byte[] bits, int index) => (bits[index >> 3] & (1 << (index & 7))) != 0;

    private void Add(string? kind, JsonElement line)
    {
        switch (kind)
        {
            case "header":
                Name = line.GetProperty("name").GetString()!;
                Family = line.GetProperty("family").ToString();
                MultiGeneration = line.GetProperty(line.TryGetProperty("mode", out _) ? "mode" : "lru").GetString() == "mglru";
                break;
            case "run" when line.GetProperty("dev").GetString() == "ram" && line.TryGetProperty("hit_bits", out JsonElement bits):
                _boots.Add(bits.GetBytesFromBase64());
                Swapped ??= line.TryGetProperty("swap_bits", out JsonElement swapped) ? swapped.GetBytesFromBase64() : null;
                break;
            case "ckpt" when line.GetProperty("boot").GetInt32() == 1:
                _checkpoints.Add(CheckpointOf(line));
                break;
        }
    }

    private static RecordedCheckpoint CheckpointOf(JsonElement line)
    {
        Dictionary<string, long> statistics = [];
        foreach (JsonProperty field in line.GetProperty("stat").EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Number)
            {
                statistics[field.Name] = field.Value.GetInt64();
            }
        }

        return new RecordedCheckpoint(
            line.GetProperty("i").GetInt32(),
            statistics,
            [.. line.GetProperty("resident").EnumerateArray().Select(static value => value.GetInt64())],
            RowsOf(line, "anon"),
            RowsOf(line, "gens"));
    }

    private static IReadOnlyList<long[]> RowsOf(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement rows)
        ? [.. rows.EnumerateArray().Select(static row => row.EnumerateArray().Select(static v => v.GetInt64()).ToArray())]
        : [];
}
