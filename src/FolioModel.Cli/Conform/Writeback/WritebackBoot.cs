using System.Globalization;
using System.Text.Json;

namespace FolioModel.Cli.Conform.Writeback;

/// <summary>The recorded run of a script on one boot of the kernel.</summary>
internal sealed class WritebackBoot
{
    private readonly List<(string File, ulong Page)> _pages = [];
    private readonly List<WritebackTurn> _turns = [];
    private readonly Dictionary<int, double> _milliseconds = [];
    private readonly Dictionary<int, double> _starts = [];

    /// <summary>Pages of files in the order in which their requests were given to the device.</summary>
    public IReadOnlyList<(string File, ulong Page)> Pages => _pages;

    /// <summary>When the device began to get pages of a file.</summary>
    public IReadOnlyList<WritebackTurn> Turns => _turns;

    /// <summary>When each step started, in milliseconds.</summary>
    public IReadOnlyDictionary<int, double> Starts => _starts;

    /// <summary>Milliseconds of each step.</summary>
    public IReadOnlyDictionary<int, double> Milliseconds => _milliseconds;

    /// <summary>Pauses of <c>balance_dirty_pages</c>, and their sum in milliseconds.</summary>
    public int Pauses { get; private set; }

    public double PausedMilliseconds { get; private set; }

    /// <summary>Dirty pages at the first decision above the free-running point; 0 where there was none.</summary>
    public long FirstDirty { get; private set; }

    /// <summary>The most pages that were dirty or under writeback in a sample.</summary>
    public long MostDirty { get; private set; }

    public void Add(JsonElement line)
    {
        switch (line.GetProperty("k").GetString())
        {
            case "run":
                foreach (JsonElement step in line.GetProperty("ops").EnumerateArray())
                {
                    _starts[step[0].GetInt32()] = step[1].GetDouble();
                    _milliseconds[step[0].GetInt32()] = step[2].GetDouble() - step[1].GetDouble();
                }

                break;
            case "samples":
                foreach (JsonElement row in line.GetProperty("rows").EnumerateArray())
                {
                    MostDirty = Math.Max(MostDirty, row[1].GetInt64() + row[2].GetInt64());
                }

                break;
        }
    }

    public void AddEvent(JsonElement line)
    {
        switch (line[1].GetString())
        {
            case "issue" when line[2].GetString() != "block":
                WritebackTurn.Add(_turns, line[2].GetString()!, line[3].GetUInt64(), line[0].GetDouble());
                for (int i = 0; i < line[4].GetInt32(); i++)
                {
                    _pages.Add((line[2].GetString()!, line[3].GetUInt64() + (ulong)i));
                }

                break;
            case "balance_dirty_pages":
                AddDecision(line[3].GetString()!);
                break;
        }
    }

    private void AddDecision(string fields)
    {
        FirstDirty = FirstDirty == 0 ? Field(fields, "dirty") : FirstDirty;
        long pause = Field(fields, "pause");
        Pauses += pause > 0 ? 1 : 0;
        PausedMilliseconds += Math.Max(pause, 0);
    }

    private static long Field(string fields, string name)
    {
        string field = fields.Split(' ').First(f => f.StartsWith($"{name}=", StringComparison.Ordinal));
        return long.Parse(field.AsSpan(name.Length + 1), CultureInfo.InvariantCulture);
    }
}
