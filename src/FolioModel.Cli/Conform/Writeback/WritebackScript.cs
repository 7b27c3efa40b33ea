using System.Globalization;
using FolioModel.Files;

namespace FolioModel.Cli.Conform.Writeback;

/// <summary>Runs a recorded script on a model of the recorder's machine.</summary>
internal sealed class WritebackScript
{
    private const int Page = PageSize.Bytes;

    /// <summary>512 MiB, of which the kernel of the recordings leaves about 300 for pages.</summary>
    private const int Pages = 76_800;

    private static readonly TimeSpan s_write = TimeSpan.FromMilliseconds(0.05);

    private readonly Machine _machine = new(new MachineOptions { Pages = Pages, Cpus = 1 });
    private readonly SimulatedClock _clock;
    private readonly FileSystem _files;
    private readonly Dictionary<string, OpenFile> _open = [];
    private readonly Dictionary<int, double> _milliseconds = [];
    private readonly Dictionary<int, double> _starts = [];
    private readonly string[] _script;

    public WritebackScript(WritebackRecording recording)
    {
        _script = [.. recording.Script];
        _clock = new SimulatedClock(_machine);
        Device = new ThrottledDevice(_clock, recording.MegabytesPerSecond);
        _files = new FileSystem(_machine, new FileSystemOptions
        {
            Device = Device,
            Clock = _clock,
            ReadAheadPages = 0,
            Domain = new WritebackDomain(_machine, recording.Limits),
        });
        _files.Throttle.Observer = pause =>
        {
            FirstDirty = FirstDirty == 0 ? pause.Thresholds.Dirty : FirstDirty;
            Pauses += pause.Length > TimeSpan.Zero ? 1 : 0;
            PausedMilliseconds += Math.Max(pause.Length.TotalMilliseconds, 0);
        };
        (string Name, int Pages)[] existing = [("f0", 4096), ("f1", 2048), ("f2", 1024)];
        foreach ((string name, int pages) in existing)
        {
            _open.Add(name, _files.CreateFile(name, (long)pages * Page).Open());
        }
    }

    public ThrottledDevice Device { get; }

    public IReadOnlyDictionary<int, double> Milliseconds => _milliseconds;

    public IReadOnlyDictionary<int, double> Starts => _starts;

    public int Pauses { get; private set; }

    public double PausedMilliseconds { get; private set; }

    public long FirstDirty { get; private set; }

    public long MostDirty { get; private set; }

    public void Run()
    {
        _clock.Spawn("flusher", 0, _files.Flusher.RunAsync);
        List<TaskRun> processes = [];
        foreach (string process in _script.Select(static s => s.Split(' ')[0]).Distinct())
        {
            string number = process;
            processes.Add(_clock.Spawn($"process {number}", 0, async () => await RunProcess(number)));
        }

        foreach (TaskRun process in processes)
        {
            _clock.RunUntilOver(process);
        }
    }

    private async KernelWork RunProcess(string process)
    {
        for (int step = 0; step < _script.Length; step++)
        {
            string[] words = _script[step].Split(' ');
            if (words[0] == process)
            {
                TimeSpan start = _clock.Now;
                _starts[step] = start.TotalMilliseconds;
                await Do(words);
                _milliseconds[step] = (_clock.Now - start).TotalMilliseconds;
            }
        }
    }

    private async KernelWork Do(string[] words)
    {
        switch (words[1])
        {
            case "w" or "d" or "r" or "m":
                await Write(words);
                break;
            case "fsync" or "fdatasync":
                await FileOf(words[2]).SyncAsync();
                break;
            case "msync" when words[3] == "4":
                await FileOf(words[2]).SyncAsync();
                break;
            case "sync":
                await _files.SyncAsync();
                break;
            case "sfr":
                bool waits = Number(words[5]) == 7;
                await FileOf(words[2]).SyncFileRangeAsync(Number(words[3]) * Page, Number(words[4]) * Page, waits, writes: true, waits);
                break;
            case "unlink":
                await FileOf(words[2]).File.DeleteAsync();
                _open.Remove(words[2]);
                break;
            case "sleep":
                await _clock.Sleep(TimeSpan.FromMilliseconds(Number(words[2])));
                break;
            case "until":
                await _clock.Sleep(TimeSpan.FromMilliseconds(Number(words[2])) - _clock.Now);
                break;
        }
    }

    private async KernelWork Write(string[] words)
    {
        OpenFile file = FileOf(words[2]);
        long first = Number(words[3]);
        long count = Number(words[4]);
        ulong random = words[1] == "r" ? (ulong)Number(words[5]) * 2654435761 + 1 : 0;
        TimeSpan gap = words[1] == "r" ? TimeSpan.Zero : TimeSpan.FromMicroseconds(Number(words[5]));
        for (long i = 0; i < count; i++)
        {
            random = random * 6364136223846793005 + 1442695040888963407;
            long page = words[1] switch
            {
                "r" => (long)((random >> 33) % (ulong)first),
                "d" => first + count - 1 - i,
                _ => first + i,
            };
            await file.WriteAsync(page * Page, Page);
            MostDirty = Math.Max(MostDirty, _machine.Statistics.FileDirty + _machine.Statistics.Writeback);
            await _clock.Sleep(s_write + gap);
        }
    }

    private OpenFile FileOf(string name)
    {
        if (!_open.TryGetValue(name, out OpenFile? file))
        {
            _open.Add(name, file = _files.CreateFile(name).Open());
        }

        return file;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
