using System.Buffers.Binary;
using System.Text;
using FolioModel.Workloads.Formats;
using FolioModel.Workloads.Reading;

namespace FolioModel.Workloads;

/// <summary>Opens traces: by the name of a format, or by what their first bytes look like.</summary>
public static class TraceReaders
{
    private const int HeadBytes = 1 << 16;

    private static readonly Dictionary<string, Func<TraceInput, ITraceReader>> s_formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["oracleGeneral"] = static input => new OracleGeneralReader(input),
        ["oracleGeneralOpNS"] = static input => new OracleGeneralReader(input, hasOperation: true),
        ["lcs"] = static input => new LcsReader(input),
        ["vscsi"] = static input => new VscsiReader(input, VscsiVersion(input)),
        ["seq"] = static input => new SequenceReader(input),
        ["fio"] = static input => new FioReader(input),
        ["msr"] = static input => new DelimitedReader(input, DelimitedFormat.Msr),
        ["alibaba"] = static input => new DelimitedReader(input, DelimitedFormat.Alibaba),
        ["tencent"] = static input => new DelimitedReader(input, DelimitedFormat.Tencent),
        ["systor"] = static input => new DelimitedReader(input, DelimitedFormat.Systor),
        ["blkparse"] = static input => new BlkparseReader(input),
        ["strace"] = static input => new StraceReader(input),
        ["ftrace"] = static input => new KernelTraceReader(input),
        ["damon"] = static input => new DamonReader(input),
    };

    /// <summary>The names of the formats; <c>csv:OPTIONS</c> with libCacheSim's column options comes in addition.</summary>
    public static IReadOnlyCollection<string> Formats => s_formats.Keys;

    /// <summary>Opens a trace.</summary>
    /// <param name="path">The path; <c>-</c> for standard input. gzip and zstd are recognised from the content.</param>
    /// <param name="format">The name of the format, <c>csv:OPTIONS</c>, or null to recognise it from the content.</param>
    /// <exception cref="MalformedWorkloadException">The content is of no known format, or not of the one named.</exception>
    /// <exception cref="FormatException">There is no such format, or the options of csv cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ITraceReader Open(string path, string? format = null) => Open(TraceInput.Open(path), format);

    /// <summary>Reads a trace from a stream.</summary>
    /// <param name="input">The trace, which the reader owns from then on.</param>
    /// <param name="format">As in <see cref="Open(string, string?)"/>.</param>
    public static ITraceReader Open(TraceInput input, string? format = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            if (format is null)
            {
                return s_formats[Recognise(input)](input);
            }

            const string Csv = "csv:";
            return format.StartsWith(Csv, StringComparison.OrdinalIgnoreCase)
                ? new DelimitedReader(input, DelimitedFormat.Parse(format[Csv.Length..]))
                : s_formats.TryGetValue(format, out Func<TraceInput, ITraceReader>? open) ? open(input)
                : throw new FormatException($"expected one of {string.Join(", ", Formats)} or csv:OPTIONS, found '{format}'");
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    private static string Recognise(TraceInput input)
    {
        ReadOnlySpan<byte> head = input.Peek(HeadBytes);
        string? format = head.IsEmpty ? throw new MalformedWorkloadException(input.Name, "", "", "expected requests, found nothing")
            : RecogniseBinary(head) ?? (IsText(head) ? RecogniseText(head) : null);
        return format ?? throw new MalformedWorkloadException(input.Name, "offset 0", "",
            $"expected one of {string.Join(", ", Formats)}, recognised none; name the format");
    }

    private static string? RecogniseBinary(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 8 && BinaryPrimitives.ReadUInt64LittleEndian(head) == LcsReader.Magic)
        {
            return "lcs";
        }

        if (head.StartsWith("RSEQ"u8))
        {
            return "seq";
        }

        if (IsText(head))
        {
            return null;
        }

        return LooksLikeOracle(head, OracleGeneralReader.RecordBytes) ? "oracleGeneral"
            : LooksLikeOracle(head, OracleGeneralReader.OperationRecordBytes) ? "oracleGeneralOpNS"
            : VscsiReader.VersionOf(head) != 0 ? "vscsi" : null;
    }

    /// <summary>Times that never fall, sizes of less than a gigabyte, and a next access that lies ahead or is none.</summary>
    private static bool LooksLikeOracle(ReadOnlySpan<byte> head, int size)
    {
        const int Looked = 200;
        const int LargestSize = 1 << 30;
        int records = Math.Min(Looked, head.Length / size);
        uint time = 0;
        for (int i = 0; i < records; i++)
        {
            ReadOnlySpan<byte> record = head.Slice(i * size, size);
            uint now = BinaryPrimitives.ReadUInt32LittleEndian(record);
            long next = BinaryPrimitives.ReadInt64LittleEndian(record[(size - 8)..]);
            if (now < time || BinaryPrimitives.ReadUInt32LittleEndian(record[12..]) > LargestSize || next < -2
                || (next >= 0 && next <= i && next != long.MaxValue))
            {
                return false;
            }

            time = now;
        }

        return records > 0;
    }

    private static bool IsText(ReadOnlySpan<byte> head) =>
        head.IndexOfAnyExceptInRange((byte)' ', (byte)0xff) is var control
        && (control < 0 || head[control] is (byte)'\n' or (byte)'\r' or (byte)'\t')
        && !head.Contains((byte)0);

    private static string? RecogniseText(ReadOnlySpan<byte> head)
    {
        foreach (string line in Encoding.UTF8.GetString(head).Split('\n'))
        {
            string text = line.Trim();
            if (text.Length > 0 && RecogniseLine(text) is { } format)
            {
                return format;
            }
        }

        return null;
    }

    private static string? RecogniseLine(string line)
    {
        if (line.StartsWith("fio version ", StringComparison.Ordinal))
        {
            return "fio";
        }

        if (line.Contains(" mm_filemap_", StringComparison.Ordinal) || line.Contains(":mm_filemap_", StringComparison.Ordinal))
        {
            return "ftrace";
        }

        if (line.Contains("damon_aggregated:", StringComparison.Ordinal))
        {
            return "damon";
        }

        string[] columns = line.Split(',');
        return line.StartsWith("Timestamp,Response,IOType", StringComparison.OrdinalIgnoreCase) ? "systor"
            : columns.Length == 7 && columns[3] is "Read" or "Write" ? "msr"
            : columns.Length == 6 && columns[2] is "R" or "W" ? "systor"
            : columns.Length == 5 && columns[1] is "R" or "W" ? "alibaba"
            : columns.Length == 5 && columns[3] is "0" or "1" && Array.TrueForAll(columns, IsNumber) ? "tencent"
            : IsBlkparse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)) ? "blkparse"
            : IsStrace(line) ? "strace" : null;
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static bool IsBlkparse(string[] words) =>
        words.Length > 6 && words[0].Split(',') is [var major, var minor] && IsNumber(major) && IsNumber(minor) && IsNumber(words[1])
        && IsNumber(words[2]) && words[3].Contains('.');

    private static bool IsStrace(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int time = words.Length > 2 && words[0] == "[pid" ? 2 : words.Length > 1 && IsNumber(words[0]) ? 1 : 0;
        return words.Length > time + 1 && words[time].Split('.') is [{ Length: >= 9 } seconds, { Length: 6 } fraction] && IsNumber(seconds)
            && IsNumber(fraction) && (words[time + 1].Contains('(') || words[time + 1] is "<..." or "+++" or "---");
    }

    private static int VscsiVersion(TraceInput input) => VscsiReader.VersionOf(input.Peek(HeadBytes)) is var version and > 0 ? version
        : throw new MalformedWorkloadException(input.Name, "offset 0", "ver", "expected a record of version 1 or 2");
}
