using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Content.Specification;
using FolioModel.Gmem;

namespace FolioModel.Cli.Content.Gmem;

internal partial class GmemSubject
{
    private void DefineGuest()
    {
        Define("bind", 3, Number("slot", 3), File, Page, Bind);
        Define("unbind", 1, Number("slot", 3), Unbind);
        Define("set attributes", 3, Frame, Number("count", SlotPages, from: 1), OneOf("", "private", "shared"), SetAttributes);
        Define("fault", 8, Task, Frame, OneOf("memory", true, true, true, false), Fault);
        Define("get pfn", 4, Task, Frame, GetPfn);
    }

    /// <summary>Slots lie one behind the other, with one place where they overlap.</summary>
    private StepResult Bind(long id, int file, long page)
    {
        ulong frame = (ulong)(id * SlotPages) - (id == 2 && page % 8 == 0 ? 4UL : 0);
        Errno error = _vm.SetMemoryRegion(
            (int)id, MemorySlotFlags.GuestMemfd, frame << PageSize.Shift, SlotPages << PageSize.Shift, _files[file],
                (ulong)page << PageSize.Shift);
        if (_guest is not null)
        {
            (SpecGuest guest, long expected) = _guest.Bind((int)id, new SpecSlot(frame, SlotPages, file + 1, (ulong)page));
            Expect(guest, expected, (long)error);
        }

        return error;
    }

    private StepResult Unbind(long id)
    {
        Errno error = _vm.SetMemoryRegion((int)id, MemorySlotFlags.None, 0, 0, null, 0);
        if (_guest is not null)
        {
            (SpecGuest guest, long expected) = _guest.Unbind((int)id);
            Expect(guest, expected, (long)error);
        }

        return error;
    }

    private StepResult SetAttributes(long frame, long count, string kind)
    {
        bool isPrivate = kind == "private";
        count = Math.Min(count, (3 * SlotPages) - frame);
        Errno error = _vm.Attributes.Set(
            (ulong)frame << PageSize.Shift, (ulong)count << PageSize.Shift, isPrivate ? MemoryAttributes.Private : 0, 0);
        if (_guest is not null)
        {
            Expect(_guest.SetAttributes((ulong)frame, (ulong)count, isPrivate), 0, (long)error);
        }

        return error;
    }

    private StepResult Fault(int task, long frame, bool memory)
    {
        if (IsFrameLocked((ulong)frame))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        _faults.IsOn = !memory;
        Errno error = _vm.FaultPrivate((ulong)frame);
        _faults.IsOn = false;
        if (_guest is not null)
        {
            (SpecGuest guest, long expected) = _guest.Fault(task, CpuOf(task), (ulong)frame, memory);
            Expect(guest, expected, (long)error);
        }

        return error;
    }

    private StepResult GetPfn(int task, long frame)
    {
        if (_vm.SlotOf((ulong)frame) is not { } slot || IsFrameLocked((ulong)frame))
        {
            return StepResult.Skipped;
        }

        using Machine.TaskScope scope = As(task);
        GuestPfn got = _vm.GetPfn(slot, (ulong)frame);
        if (_guest is not null)
        {
            (SpecGuest guest, long expected, int folio) =
                _guest.GetPfn(task, CpuOf(task), _guest.Slots[slot.Id], (ulong)frame, memory: true);
            Expect(guest, expected, (long)got.Error, folio, got.Folio);
        }

        if (got.IsOk)
        {
            CheckReach(slot, (ulong)frame, got);
            _held.Add(new HeldFolio(got.Folio, task));
        }

        return got.Error;
    }

    /// <summary>A mapping of the largest order allowed must lie inside the slot, and run in step with the folio behind it.</summary>
    private static void CheckReach(MemorySlot slot, ulong frame, GuestPfn got)
    {
        ulong reach = (ulong)got.MaxOrder.Pages;
        ulong first = frame & ~(reach - 1);
        bool inside = first >= slot.BaseFrame && first + reach <= slot.BaseFrame + (ulong)slot.Pages.Value;
        if (!inside || (ulong)got.Pfn.Value % reach != frame % reach)
        {
            throw new InvalidOperationException(
                $"get_pfn allows a mapping of order {got.MaxOrder} around guest frame {frame}, beyond slot {slot.Id} or out of step with "
                    + $"{got.Pfn}");
        }
    }

    private bool IsFrameLocked(ulong frame) => _vm.SlotOf(frame) is { File: { } file } slot
        && IsLocked(Array.IndexOf(_files, file), (long)slot.FileIndexOf(frame).Value, 1);
}
