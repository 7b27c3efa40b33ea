namespace FolioModel.Cli.Conform.Kernel;

/// <summary>The first line of a trace: under which kernel and on which mapping it was recorded.</summary>
internal sealed record TraceHeader
{
    private const string Script = "script";
    private const string Swarm = "swarm";
    private const int MinOrderShift = 16;
    private const int MaxOrderShift = 21;
    private const long UnevictableBit = 1 << 3;
    private const long ReleaseAlwaysBit = 1 << 6;
    private const long InaccessibleBit = 1 << 8;

    public required string Name { get; init; }

    /// <summary>The kind of mapping and the family of traces, under which comparisons are counted.</summary>
    public required string Family { get; init; }

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
        RowComparer.CheckColumns(line, FolioRow.KernelColumns);
        if (line.Text("start") != "drained")
        {
            throw line.Malformed("start", "expected \"drained\": a replay starts with empty batches");
        }

        string kind = map.Text("kind");
        long size = map.Int64("i_size", 0);
        if (kind == "guest_memfd" && (size == 0 || size % PageSize.Bytes != 0))
        {
            throw map.Malformed("i_size", "expected a multiple of the page size above 0: that is how a guest_memfd is made");
        }

        if (kind != "plain")
        {
            map.Demand("launder", 0, "since only the recorder's own filesystem has a launder_folio");
        }

        int minOrder = map.Int32("min_order", 0, 9);
        TraceHeader header = new()
        {
            Name = line.Text("name"),
            Family = $"{kind}/{CheckFamily(line)}",
            MappingKind = kind,
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
        header.CheckRawValues(map);
        return line.FirstUnread() is { } unknown ? throw line.Malformed(unknown, "a header has no such field") : header;
    }

    /// <summary>A trace that was not written by hand is named after its family and the seed that its operations came from.</summary>
    private static string CheckFamily(RecordedLine line)
    {
        string name = line.Text("name");
        string family = line.Text("family");
        long seed = line.Int64("seed", 0);
        long operations = line.Int64("nops", 0);
        if (family == Script)
        {
            line.Demand("seed", 0, "since a script has none");
            line.Demand("nops", 0, "since a script says itself what it does");
            return family;
        }

        bool isNamedSo = family == Swarm ? name.EndsWith($"/{seed}", StringComparison.Ordinal) : name == $"{family}/{seed}";
        if (!isNamedSo)
        {
            throw line.Malformed("name", $"expected the family \"{family}\" and the seed {seed}, found \"{name}\"");
        }

        return operations > 0 ? family : throw line.Malformed("nops", "expected how many operations the generator was asked for");
    }

    /// <summary>The kernel's own words for what the other fields say.</summary>
    private void CheckRawValues(RecordedLine map)
    {
        long flags = ((long)MinOrder.Value << MinOrderShift) | ((long)MaxOrder.Value << MaxOrderShift)
            | (Unevictable ? UnevictableBit : 0) | (ReleaseAlways ? ReleaseAlwaysBit : 0) | (Inaccessible ? InaccessibleBit : 0);
        map.Demand("flags", flags, "what the orders and the flags of the mapping come to");
        map.Demand("kmin", MinOrder.Value, "the smallest order");
        map.Demand("kmax", MaxOrder.Value, "the largest order");
        map.Demand("nrpages", 0, "since a trace begins with an empty mapping");
    }
}
