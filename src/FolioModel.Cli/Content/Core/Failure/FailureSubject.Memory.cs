namespace FolioModel.Cli.Content.Core.Failure;

/// <summary>How the machine runs short of memory, so that bringing a page into a state may fail.</summary>
internal sealed partial class FailureSubject
{
    /// <summary>Pages that an operation needs at most for what comes after its first folio: tables, nodes, copies.</summary>
    private const int ReservePages = 64;

    private readonly List<Folio> _reserve = [];
    private readonly List<Folio> _taken = [];

    private void DefineMemory()
    {
        Define("memory runs short", 1, Number("pages left", ReservePages + 32), MemoryRunsShort);
        Define("memory is given back", 4, MemoryIsGivenBack, givesBack: true);
    }

    private StepResult MemoryRunsShort(long left)
    {
        for (Folio folio = Allocate(); !folio.IsNone; folio = Allocate())
        {
            _taken.Add(folio);
        }

        long last = Math.Min(left, _taken.Count);
        for (long i = 0; i < last; i++)
        {
            _taken[^1].Put();
            _taken.RemoveAt(_taken.Count - 1);
        }

        return StepResult.Ok;
    }

    private StepResult MemoryIsGivenBack()
    {
        if (_taken.Count == 0)
        {
            return StepResult.Skipped;
        }

        GiveMemoryBack();
        return StepResult.Ok;
    }

    private void GiveMemoryBack()
    {
        foreach (Folio folio in _taken)
        {
            folio.Put();
        }

        _taken.Clear();
    }

    private Folio Allocate() => Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);

    /// <summary>Lays memory by before an operation takes the page that is to fail. It is free again when the page is there.</summary>
    /// <returns>False when there is not that much, or when so little is free that the page is not to be had.</returns>
    private bool FillReserve()
    {
        using Machine.TaskScope scope = Machine.RunAs(Machine.Boot);
        while (_reserve.Count < ReservePages)
        {
            Folio folio = Allocate();
            if (folio.IsNone)
            {
                SpendReserve();
                return false;
            }

            _reserve.Add(folio);
        }

        return true;
    }

    private void SpendReserve()
    {
        using Machine.TaskScope scope = Machine.RunAs(Machine.Boot);
        foreach (Folio folio in _reserve)
        {
            folio.Put();
        }

        _reserve.Clear();
    }
}
