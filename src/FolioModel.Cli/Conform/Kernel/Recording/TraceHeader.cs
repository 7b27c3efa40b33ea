using System.Text.Json;

namespace FolioModel.Cli.Conform.Kernel;

/// <summary>The first line of a trace: under which kernel and on which mapping it was recorded.</summary>
internal sealed record TraceHeader
{
    private static readonly string[] s_columns = ["h", "in", "index", "order", "ref", "mapcount", "flags", "own", "tags", "batches"];

    public required string Name { get; init; }

    public required string MappingKind { get; init; }

    public required Order MinOrder { get; init; }

    public required Order MaxOrder { get; init; }

    public required bool Unevictable { get; init; }

    public required bool Inaccessible { get; init; }

    public required bool ReleaseAlways { get; init; }

    /// <summary>The mapping has a <c>launder_folio</c> of its own.</summary>
    public required bool Launders { get; init; }

    public required long Size { get; init; }

    /// <summary><c>lru_add_drain</c> was called after every operation, before the observation.</summary>
    public required bool DrainsAfterEach { get; init; }

    public required KernelProfile Profile { get; init; }

    public static TraceHeader Read(RecordedLine line)
    {
        RecordedLine map = line.Object("map");
        CheckColumns(line);
        if (line.Text("start") != "drained")
        {
            throw line.Malformed("start", "expected \"drained\": a replay starts with empty batches");
        }

        long size = map.Int64("i_size", 0);
        if (map.Text("kind") == "guest_memfd" && (size == 0 || size % PageSize.Bytes != 0))
        {
            throw map.Malformed("i_size", "expected a multiple of the page size above 0: that is how a guest_memfd is made");
        }

        int minOrder = map.Int32("min_order", 0, 9);
        return new TraceHeader
        {
            Name = line.Text("name"),
            MappingKind = map.Text("kind"),
            MinOrder = new Order(minOrder),
            MaxOrder = new Order(map.Int32("max_order", minOrder, 9)),
            Unevictable = map.Flag("unevictable"),
            Inaccessible = map.Flag("inaccessible"),
            ReleaseAlways = map.Flag("release_always"),
            Launders = map.Flag("launder"),
            Size = size,
            DrainsAfterEach = line.Flag("drain_each"),
            Profile = KernelProfile.Linux612 with
            {
                FolioBatchCapacity = line.Int32("batch_capacity", 1, 31),
                MultiGenerationLru = line.Flag("lru_gen"),
            },
        };
    }

    private static void CheckColumns(RecordedLine line)
    {
        int column = 0;
        foreach (JsonElement name in line.Array("cols").EnumerateArray())
        {
            if (column >= s_columns.Length || name.ValueKind != JsonValueKind.String || !name.ValueEquals(s_columns[column]))
            {
                throw line.Malformed("cols", $"expected the columns {string.Join(", ", s_columns)}");
            }

            column++;
        }

        if (column != s_columns.Length)
        {
            throw line.Malformed("cols", $"expected the columns {string.Join(", ", s_columns)}");
        }
    }
}
