using FolioModel.Cli.Conform;
using FolioModel.Cli.Conform.Kernel;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>Replays one recording of system calls up to its first difference.</summary>
internal sealed class CallReplay
{
    private readonly CallContext _context;
    private readonly ConformanceReport _report;
    private readonly FieldComparer _compare;
    private readonly string _name;
    private readonly string _file;
    private long _calls;

    public CallReplay(RecordedLine first, ConformanceReport report)
    {
        string kernel = first.Text("kernel");
        if (!Version.TryParse(kernel, out _))
        {
            throw first.Malformed("kernel", "expected a version of three numbers");
        }

        GmemProfile profile = GmemProfile.All.FirstOrDefault(known => kernel.StartsWith($"{known.Name}.", StringComparison.Ordinal))
            ?? throw first.Malformed("kernel", $"expected one of {string.Join(", ", GmemProfile.All)}, with its patch level");
        _context = new CallContext(profile);
        _report = report;
        _compare = new FieldComparer(report.FieldsOf($"guest_memfd calls/{profile.Name}"));
        _name = $"calls of {kernel}";
        _file = first.File;
        report.Traces++;
    }

    /// <summary>Left at a difference, or at something that the model does not have.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>The VM that the next calls are about.</summary>
    /// <param name="type">Its type.</param>
    public void UseVm(long type) => _context.Vm = _context.VmOfType(type);

    /// <summary>Makes a call on the VM of another type.</summary>
    /// <param name="line">The call.</param>
    /// <param name="type">The type.</param>
    public void StepOnVm(RecordedLine line, long type)
    {
        int vm = _context.Vm;
        UseVm(type);
        Step(line);
        _context.Vm = vm;
    }

    /// <summary>From now on the recording shows the state of the file that calls are about.</summary>
    /// <param name="header">How the state is shown.</param>
    /// <param name="line">The line it stands on.</param>
    public TraceReplay Watch(TraceHeader header, RecordedLine line)
    {
        GuestMemfd file = _context.System.GuestMemfdOf(_context.File)
            ?? throw line.Malformed("type", "expected a guest_memfd to be created before");
        KernelProfile profile = _context.System.Machine.Options.Profile;
        if (header.MappingKind != "guest_memfd" || header.Size != file.Mapping.Size
            || header.Profile.MultiGenerationLru != profile.MultiGenerationLru
            || header.Profile.FolioBatchCapacity != profile.FolioBatchCapacity)
        {
            throw line.Malformed("map", $"expected the calls' guest_memfd of {file.Mapping.Size} bytes, on {profile.Name}");
        }

        return new TraceReplay(line.File, header, TraceState.Watching(_context.System.Machine, new WatchedFile(file)), _report);
    }

    public void CompareLinkText(RecordedLine line)
    {
        Leave(line, _compare.Same("readlink", line.Text("readlink"), KvmSystem.LinkText));
    }

    /// <summary>Makes one recorded call and compares what it gives back.</summary>
    /// <param name="line">The line.</param>
    public void Step(RecordedLine line)
    {
        string name = line.Text("call");
        if (line.Int64("n", 0) != _calls)
        {
            throw line.Malformed("n", $"expected call number {_calls}");
        }

        _calls++;
        CallHandler? handler = CallTable.Find(name);
        if (handler is null)
        {
            _report.AddMissing(name);
            IsLeft = true;
        }

        if (IsLeft)
        {
            return;
        }

        _report.Operations++;
        RecordedLine arguments = line.Object("a");
        FieldDifference? difference;
        try
        {
            difference = Compare(line, arguments, handler!(_context, arguments));
        }
        catch (Exception e) when (e is not MalformedTraceException)
        {
            difference = new FieldDifference("exception", "none", $"{e.GetType().Name}: {e.Message}");
        }

        Leave(line, difference);
    }

    private FieldDifference? Compare(RecordedLine line, RecordedLine arguments, CallOutcome outcome)
    {
        CallResult result = outcome.Result;
        FieldDifference? difference = _compare.Same("errno", line.Text("errno"), result.IsOk ? "" : result.Error.ToString())
            ?? _compare.Same("ret", line.Int64("ret"), result.Value);
        foreach ((string field, string value) in outcome.Shown)
        {
            difference ??= _compare.Same(field, $"{arguments.Value(field)}", value);
        }

        return difference;
    }

    /// <summary>Ends the replay at a difference, or at a field that nothing was compared with.</summary>
    private void Leave(RecordedLine line, FieldDifference? difference)
    {
        if (difference is not null)
        {
            IsLeft = true;
            string operation = line.Has("call") ? $"{_calls - 1} {line.Text("call")} {line.Object("a").Json.GetRawText()}" : "note";
            _report.Add(new TraceDifference(_file, _name, operation, difference.Field, difference.Expected, difference.Actual, []));
        }
        else if (line.FirstUnread() is { } field)
        {
            _report.AddMissing($"field '{field}'");
            IsLeft = true;
        }
    }
}
