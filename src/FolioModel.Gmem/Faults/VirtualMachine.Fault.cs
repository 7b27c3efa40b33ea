namespace FolioModel.Gmem;

public sealed partial class VirtualMachine
{
    /// <summary>
    /// A guest touches private memory: the frame is got and mapped. Reference effect: +1 while it lasts; the mapping itself holds nothing.
    /// </summary>
    /// <param name="frame">The guest frame number.</param>
    /// <returns>
    /// Success; <see cref="Errno.EFAULT"/> (no slot or file, or the frame is not private: user space must decide); and what
    /// <see cref="GetPfn"/> says.
    /// </returns>
    /// <remarks>
    /// Models the private half of x86's page fault (<c>kvm_mmu_do_page_fault</c>). The invalidation sequence is read before the frame is
    /// looked up and compared before it is
    /// mapped: if the file lost the page in between, the fault starts again.
    /// </remarks>
    [Interleaved]
    public Errno FaultPrivate(ulong frame)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("kvm_mmu_do_page_fault");
        if (SlotOf(frame) is not { } slot)
        {
            return Errno.EFAULT;
        }

        while (true)
        {
            Machine.Point(GmemPoints.SequenceRead);
            long sequence = Invalidation.Sequence;
            if (!Attributes.IsPrivate(frame))
            {
                return Errno.EFAULT;
            }

            GuestPfn got = GetPfn(slot, frame);
            if (!got.IsOk)
            {
                return got.Error;
            }

            MmuLock.Acquire();
            Machine.Point(GmemPoints.GuestMap);
            bool stale = Invalidation.IsStale(sequence, frame);
            Machine.Point(SchedulingPoint.Inside, MmuLock);
            if (!stale)
            {
                PageTable.Map(frame, got.Pfn);
            }

            MmuLock.Release();
            ReleasePfn(got.Folio);
            if (!stale)
            {
                return Errno.None;
            }

            Machine.Relax(GmemWaits.Invalidation, "the end of an invalidation");
        }
    }

    /// <summary>Maps guest frames in advance, private or shared as their attribute says (<c>KVM_PRE_FAULT_MEMORY</c>).</summary>
    /// <param name="first">The first guest frame.</param>
    /// <param name="count">How many.</param>
    /// <returns>How many were done; an error only when the first could not be.</returns>
    /// <remarks>Models <c>kvm_vcpu_pre_fault_memory</c>. Shared memory is an ordinary process mapping and not part of the file.</remarks>
    [Interleaved]
    public (int Done, Errno Error) PreFault(ulong first, int count)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("kvm_vcpu_pre_fault_memory");
        for (int done = 0; done < count; done++)
        {
            ulong frame = first + (ulong)done;
            if (SlotOf(frame) is not null && !Attributes.IsPrivate(frame))
            {
                continue;
            }

            Errno error = FaultPrivate(frame);
            if (error != Errno.None)
            {
                return (done, done == 0 ? error : Errno.None);
            }
        }

        return (count, Errno.None);
    }

    /// <summary>Drops what <see cref="GetPfn"/> returned and notes the use. Reference effect: -1.</summary>
    /// <param name="folio">The folio of the frame.</param>
    /// <remarks>Models <c>kvm_release_pfn_clean</c>.</remarks>
    [Interleaved]
    public void ReleasePfn(Folio folio)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("kvm_release_pfn_clean");
        folio.MarkAccessed();
        Machine.Point(SchedulingPoint.Put);
        folio.Put();
    }
}
