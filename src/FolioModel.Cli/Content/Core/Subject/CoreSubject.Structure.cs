using FolioModel.Cli.Content.Specification;

namespace FolioModel.Cli.Content.Core;

internal partial class CoreSubject
{
    private void DefineStructure()
    {
        Define("split", 4, Held(_held, static h => h.IsLocked && h.Folio.Order > Order.Zero), Number("order", LargestOrder), Split);
        Define("split fresh", 3, Task, Number("place", FarFrom / 16), Number("order", LargestOrder), SplitFresh);
        Define("migrate", 2, Task, File, Page, Migrate);
        Define("replace", 1, Task, File, Page, Replace);
    }

    private StepResult Split(HeldFolio held, long order)
    {
        using Machine.TaskScope scope = As(held.Task);
        Errno error = held.Folio.Split(new Order((int)order));
        _spec?.Expect(_spec.State.Split(_spec.IdOf(held.Folio), (int)order), (long)error);
        return error;
    }

    /// <summary>Fills a large folio and splits it at once, if it has no other holder.</summary>
    private StepResult SplitFresh(int task, long place, long order)
    {
        AddressSpace file = _files[1];
        PageIndex index = new((ulong)place * 16);
        StepResult filled = Fill(task, file, (long)index.Value, LargestOrder);
        if (filled.IsSkipped || filled.Code != 0
            || file.Pages.Peek(index).Folio is var folio && (folio.IsLocked || folio.Order == Order.Zero))
        {
            return filled;
        }

        using Machine.TaskScope scope = As(task);
        FolioResult found = file.Pages.GetFolio(index, FindFolioFlags.Lock, GfpFlags.None, default);
        ExpectFound(task, file, index, FindFolioFlags.Lock, 0, memory: true, found);
        int id = _spec?.IdOf(found.Folio) ?? 0;
        Errno error = found.Folio.Split(new Order((int)order));
        _spec?.Expect(_spec.State.Split(id, (int)order), (long)error);
        found.Folio.Unlock();
        found.Folio.Put();
        _spec?.Expect(_spec.State.Flag(id, SpecFlags.None, SpecFlags.Locked).Drop(id, SpecReferences.Task(task)));
        return error;
    }

    /// <summary>Moves a folio's contents to another one, as compaction does.</summary>
    private StepResult Migrate(int task, AddressSpace file, long page)
    {
        const FolioFlags Busy = FolioFlags.Locked | FolioFlags.Writeback | FolioFlags.Private;
        if (file.Pages.Peek(Place(page)) is not { IsFolio: true } entry || (entry.Folio.Flags & (Busy | FolioFlags.Lru)) != FolioFlags.Lru)
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        Folio source = file.Pages.GetFolio(Place(page)).Folio;
        source.Isolate();
        source.Put();
        source.Lock();
        Folio destination = Machine.Allocator.AllocateFolio(source.Order, file.GfpMask);
        if (destination.IsNone)
        {
            source.Unlock();
            source.PutBack();
            _spec?.Expect(_spec.State.Isolate(task, _spec.IdOf(source)).State.PutBack(task, CpuOf(task), _spec.IdOf(source)));
            return Errno.ENOMEM;
        }

        Errno error = MigrateTo(destination, source, file);
        if (_spec is not null)
        {
            SpecOutcome outcome = _spec.State.Migrate(task, CpuOf(task), _spec.IdOf(source));
            _spec.Expect(outcome, (long)error, error == Errno.None ? destination : default);
        }

        return error;
    }

    private static Errno MigrateTo(Folio destination, Folio source, AddressSpace file)
    {
        destination.Lock();
        Errno error = file.MigrateMapping(destination, source, 0);
        if (error == Errno.None)
        {
            destination.MigrateFlagsFrom(source);
            file.FinishMigration(source);
            source.Unlock();
            source.Put();
            destination.AddToLru();
        }
        else
        {
            source.Unlock();
            source.PutBack();
        }

        destination.Unlock();
        destination.Put();
        return error;
    }

    /// <summary>Puts a new page in the place of a clean old one, even if that has other holders.</summary>
    private StepResult Replace(int task, AddressSpace file, long page)
    {
        const FolioFlags Busy = FolioFlags.Locked | FolioFlags.Writeback | FolioFlags.Private | FolioFlags.Dirty | FolioFlags.Large;
        if (file.Pages.Peek(Place(page)) is not { IsFolio: true } entry || (entry.Folio.Flags & Busy) != 0)
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        Folio old = file.Pages.LockFolio(Place(page)).Folio;
        Folio replacement = Machine.Allocator.AllocateFolio(Order.Zero, file.GfpMask);
        if (replacement.IsNone)
        {
            old.Unlock();
            old.Put();
            return Errno.ENOMEM;
        }

        replacement.Lock();
        int id = _spec?.IdOf(old) ?? 0;
        file.Pages.ReplaceFolio(old, replacement);
        replacement.AddToLru();
        old.Unlock();
        old.Put();
        replacement.Unlock();
        replacement.Put();
        _spec?.Expect(_spec.State.Replace(CpuOf(task), id), 0, replacement);
        return StepResult.Ok;
    }
}
