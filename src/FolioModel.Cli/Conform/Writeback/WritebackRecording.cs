using System.Text.Json;

namespace FolioModel.Cli.Conform.Writeback;

/// <summary>A recording of dirty pages and writeback: its script, and what the kernel did in each boot.</summary>
internal sealed class WritebackRecording
{
    private readonly List<WritebackBoot> _boots = [];

    public string Name { get; private set; } = "";

    public IReadOnlyList<string> Script { get; private set; } = [];

    public int MegabytesPerSecond { get; private set; }

    public FolioModel.Files.WritebackLimits Limits { get; private set; } = new();

    public IReadOnlyList<WritebackBoot> Boots => _boots;

    /// <summary>Whether all boots wrote the pages of files in the same order.</summary>
    public bool HasOneOrder => _boots.TrueForAll(b => b.Pages.SequenceEqual(_boots[0].Pages));

    public static WritebackRecording Read(TraceFile file)
    {
        WritebackRecording recording = new();
        WritebackBoot? boot = null;
        while (file.TryReadLine(out JsonDocument document, orArray: true))
        {
            using (document)
            {
                JsonElement line = document.RootElement;
                if (line.ValueKind == JsonValueKind.Array)
                {
                    boot?.AddEvent(line);
                }
                else if (line.GetProperty("k").GetString() == "header")
                {
                    recording.ReadHeader(line);
                }
                else
                {
                    boot = recording.BootOf(line.GetProperty("boot").GetInt32());
                    boot.Add(line);
                }
            }
        }

        return recording;
    }

    private WritebackBoot BootOf(int number)
    {
        while (_boots.Count < number)
        {
            _boots.Add(new WritebackBoot());
        }

        return _boots[number - 1];
    }

    private void ReadHeader(JsonElement line)
    {
        Name = line.GetProperty("name").GetString()!;
        Script = [.. line.GetProperty("script").EnumerateArray().Select(static step => step.GetString()!)];
        string speed = line.GetProperty("parameters").GetString()!.Split(' ')
            .First(static p => p.StartsWith("mbps=", StringComparison.Ordinal));
        MegabytesPerSecond = int.Parse(speed.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture);
        JsonElement settings = line.GetProperty("settings");
        long bytes = settings.GetProperty("dirty_bytes").GetInt64();
        long background = settings.GetProperty("dirty_background_bytes").GetInt64();
        Limits = new FolioModel.Files.WritebackLimits
        {
            Bytes = bytes > 0 ? bytes : null,
            BackgroundBytes = background > 0 ? background : null,
            Ratio = settings.GetProperty("dirty_ratio").GetInt32(),
            BackgroundRatio = settings.GetProperty("dirty_background_ratio").GetInt32(),
            Expire = TimeSpan.FromMilliseconds(10 * settings.GetProperty("dirty_expire_centisecs").GetInt32()),
            Interval = TimeSpan.FromMilliseconds(10 * settings.GetProperty("dirty_writeback_centisecs").GetInt32()),
        };
    }
}
