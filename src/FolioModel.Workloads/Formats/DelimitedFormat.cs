namespace FolioModel.Workloads.Formats;

/// <summary>The columns of a text format with one request a line. Columns count from 0; -1 stands for a column that is not there.</summary>
public sealed record DelimitedFormat
{
    /// <summary>The name of the format.</summary>
    public required string Name { get; init; }

    /// <summary>The character between columns.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Whether the first line has names and no request; null to tell from the line.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>The column of the time.</summary>
    public int Time { get; init; } = -1;

    /// <summary>Nanoseconds of a unit of time. Times in seconds may have a fraction.</summary>
    public long TimeUnit { get; init; } = 1_000_000_000;

    /// <summary>The columns of the file or volume: one, or a host and a disk; none for one file.</summary>
    public IReadOnlyList<int> File { get; init; } = [];

    /// <summary>The column of the offset; -1 where requests name objects, each a file of its own.</summary>
    public int Offset { get; init; } = -1;

    /// <summary>Bytes of a unit of offset.</summary>
    public int OffsetUnit { get; init; } = 1;

    /// <summary>The column of the length; -1 for one page.</summary>
    public int Length { get; init; } = -1;

    /// <summary>Bytes of a unit of length.</summary>
    public int LengthUnit { get; init; } = 1;

    /// <summary>The column of the operation; -1 where all are reads. Values of writes begin with W, w or 1.</summary>
    public int Operation { get; init; } = -1;

    /// <summary>MSR Cambridge: FILETIME, host, disk, Read or Write, offset and size in bytes, response time.</summary>
    public static DelimitedFormat Msr { get; } = new()
    {
        Name = "msr",
        HasHeader = false,
        Time = 0,
        TimeUnit = 100,
        File = [1, 2],
        Operation = 3,
        Offset = 4,
        Length = 5,
    };

    /// <summary>Alibaba block traces: device, R or W, offset and length in bytes, microseconds.</summary>
    public static DelimitedFormat Alibaba { get; } = new()
    {
        Name = "alibaba",
        HasHeader = false,
        File = [0],
        Operation = 1,
        Offset = 2,
        Length = 3,
        Time = 4,
        TimeUnit = 1000,
    };

    /// <summary>Tencent CBS: seconds, offset and size in sectors, 0 or 1, volume.</summary>
    public static DelimitedFormat Tencent { get; } = new()
    {
        Name = "tencent",
        HasHeader = false,
        Time = 0,
        Offset = 1,
        OffsetUnit = 512,
        Length = 2,
        LengthUnit = 512,
        Operation = 3,
        File = [4],
    };

    /// <summary>SYSTOR '17: seconds, response, R or W, LUN, offset and size in bytes.</summary>
    public static DelimitedFormat Systor { get; } = new()
    {
        Name = "systor",
        Time = 0,
        Operation = 2,
        File = [3],
        Offset = 4,
        Length = 5,
    };

    /// <summary>
    /// Reads the columns from the options that libCacheSim takes, such as <c>time-col=2, obj-id-col=5, obj-size-col=4</c>.
    /// </summary>
    /// <param name="options">The options. Columns count from 1.</param>
    /// <exception cref="FormatException">An option is unknown, or its value cannot be used.</exception>
    public static DelimitedFormat Parse(string options)
    {
        ArgumentNullException.ThrowIfNull(options);
        DelimitedFormat format = new() { Name = "csv" };
        foreach (string option in options.Replace("delimiter=,", "delimiter=comma", StringComparison.Ordinal)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = option.Split('=', 2, StringSplitOptions.TrimEntries);
            format = pair.Length == 2 ? format.With(pair[0], pair[1])
                : throw new FormatException($"expected name=value, found '{option}'");
        }

        return format.File.Count > 0 || format.Offset >= 0 ? format
            : throw new FormatException("expected obj-id-col or offset-col, found neither");
    }

    private static int Column(string name, string value) =>
        int.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int column)
            && column >= 1
            ? column - 1 : throw new FormatException($"{name}: expected a column from 1, found '{value}'");

    private DelimitedFormat With(string name, string value) => name switch
    {
        "time-col" => this with { Time = Column(name, value) },
        "obj-id-col" => this with { File = [Column(name, value)] },
        "obj-size-col" or "length-col" => this with { Length = Column(name, value) },
        "offset-col" => this with { Offset = Column(name, value) },
        "op-col" => this with { Operation = Column(name, value) },
        "delimiter" => this with
        {
            Delimiter = value switch
            {
                "comma" => ',',
                "\\t" or "tab" => '\t',
                "space" => ' ',
                [char one] => one,
                _ => throw new FormatException($"{name}: expected one character, comma, tab or space, found '{value}'")
            }
        },
        "has-header" => this with
        {
            HasHeader = value is "true" or "1" ? true : value is "false" or "0" ? false
            : throw new FormatException($"{name}: expected true or false, found '{value}'")
        },
        "sector-size" => this with { OffsetUnit = Column(name, value) + 1, LengthUnit = Column(name, value) + 1 },
        "obj-id-is-num" => this,
        _ => throw new FormatException($"{name}: expected time-col, obj-id-col, obj-size-col, offset-col, length-col, op-col, delimiter, "
            + "has-header or sector-size"),
    };
}
