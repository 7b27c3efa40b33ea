using FolioModel.Cli.Conform.Kernel;

namespace FolioModel.Cli.Conform.Failures;

/// <summary>Replays one case of memory failure, up to its first difference.</summary>
internal sealed class FailureCase
{
    private static readonly KnownFields s_fields = new(
        "i op page n pages shared what r errno sigbus late corrupted");

    private readonly string _file;
    private readonly string _name;
    private readonly ConformanceReport _report;
    private readonly FailureState _state;
    private readonly FailureComparer _comparer;
    private int _steps;
    private bool _left;

    public FailureCase(RecordedLine header, bool ledger, ConformanceReport report)
    {
        _file = header.File;
        _name = header.Text("name");
        _report = report;
        _state = new FailureState(_name, header.Text("kind"), header.Int64("pages", 1), ledger)
            ?? throw header.Malformed("kind", "expected a kind of memory");
        _comparer = new FailureComparer(_state);
    }

    public void Step(RecordedLine line)
    {
        if (line.Int32("i", 0) != _steps)
        {
            throw line.Malformed("i", $"expected step number {_steps}");
        }

        _steps++;
        string name = line.Text("op");
        if (FailureOperations.Find(name) is not { } operation)
        {
            _report.AddMissing(name);
            _left = true;
            return;
        }

        _left |= !s_fields.CoverAll(line, _report);
        if (!_left)
        {
            Carry(line, name, operation);
        }
    }

    public void End(RecordedLine line)
    {
        if (_left)
        {
            return;
        }

        _state.CleanUp();
        IReadOnlyList<InvariantViolation> violations = _state.Machine.Validate();
        _report.Compared++;
        if (violations.Count > 0)
        {
            Add(line, "end", new FieldDifference("invariants", "none violated", violations[0].ToString()));
        }
    }

    private void Carry(RecordedLine line, string name, Action<FailureState, RecordedLine> operation)
    {
        _report.Operations++;
        FieldDifference? difference;
        try
        {
            _state.Begin();
            operation(_state, line);
            long before = _comparer.Compared;
            difference = _comparer.Compare(line);
            _report.Compared += _comparer.Compared - before;
        }
        catch (Exception e) when (e is not MalformedTraceException)
        {
            // Whatever the model throws where the kernel went on is a difference, a broken model included.
            difference = new FieldDifference("exception", "none", e.ToString());
        }

        if (difference is not null)
        {
            Add(line, $"{_steps - 1} {name}", difference);
        }
    }

    private void Add(RecordedLine line, string operation, FieldDifference difference)
    {
        _left = true;
        Folio folio = difference.Folio;
        IReadOnlyList<string> holders = folio.IsNone || !folio.IsAlive ? [] : [.. folio.Holders.Select(holder => holder.ToString())];
        _report.Add(new TraceDifference(_file, _name, operation, difference.Field, difference.Expected, difference.Actual, holders));
    }
}
