namespace FolioModel.Reclaim;

internal sealed partial class MemoryReclaim
{
    /// <summary>Borrows what describes a run.</summary>
    public ReclaimControl Borrow(GfpFlags gfp)
    {
        ReclaimControl control = _controls.TryPop(out ReclaimControl? earlier) ? earlier : new ReclaimControl(_machine);
        control.Gfp = gfp;
        control.Swappiness = Swappiness;
        return control;
    }

    /// <summary>Gives back what <see cref="Borrow"/> lent.</summary>
    public void GiveBack(ReclaimControl control)
    {
        control.Clear();
        _controls.Push(control);
    }

    /// <summary>Borrows an empty list, so that a run allocates nothing in the long run.</summary>
    public List<Folio> TakeScratch() => _scratch.TryPop(out List<Folio>? list) ? list : [];

    /// <summary>Gives a list back that <see cref="TakeScratch"/> lent.</summary>
    public void GiveScratch(List<Folio> list)
    {
        list.Clear();
        _scratch.Push(list);
    }

    /// <summary>Borrows an empty list of first frames.</summary>
    public List<int> TakeFrames() => _frames.TryPop(out List<int>? list) ? list : [];

    /// <summary>Gives a list back that <see cref="TakeFrames"/> lent.</summary>
    public void GiveFrames(List<int> list)
    {
        list.Clear();
        _frames.Push(list);
    }
}
