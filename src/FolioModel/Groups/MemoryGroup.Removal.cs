namespace FolioModel.Groups;

public sealed partial class MemoryGroup
{
    /// <summary>
    /// Removes the group. Its kernel memory belongs to the group above from then on; its folios stay charged to it until they are reclaimed
    /// or freed, and with the last of them the group is gone.
    /// </summary>
    /// <returns>
    /// Success, or <see cref="Errno.EBUSY"/> for the root, a group with others below it, or one that a task or process belongs to.
    /// </returns>
    /// <remarks>
    /// Models <c>rmdir</c> of a group with <c>mem_cgroup_css_offline</c>. Shadows that its folios left behind say nothing any more.
    /// </remarks>
    public Errno Remove()
    {
        _machine.CheckThread();
        bool isUsed = Parent is null || !IsOnline || _children.Exists(static child => child.IsOnline)
            || _machine.Tasks.Any(task => task.Group == this) || _machine.Processes.Any(process => process.Group == this);
        if (isUsed)
        {
            return Errno.EBUSY;
        }

        _groups.DrainStocks(this);
        GiveKernelMemoryTo(Parent!);
        IsOnline = false;
        Min = Low = default;
        ForgetIfUnused();
        return Errno.None;
    }

    private void GiveKernelMemoryTo(MemoryGroup parent)
    {
        long tables = _machine.Processes.Sum(process => process.MoveTables(this, parent));
        UsedPages -= tables;
        long pages = Own(GroupCounter.Kernel);
        long before = PagesOf(parent.KernelBytes);
        _groups.MoveNodes(this, parent);
        parent.KernelBytes += KernelBytes;
        KernelBytes = 0;
        Count(GroupCounter.Kernel, -pages);
        UsedPages -= pages;
        if (parent.IsRoot)
        {
            // The root counts no charges; nodes that it owns are noted nowhere.
            parent.KernelBytes = 0;
            return;
        }

        // Two objects of less than a page may share one now.
        long added = PagesOf(parent.KernelBytes) - before;
        parent.Count(GroupCounter.Kernel, added);
        parent.Uncharge((int)(pages - added));
    }

    /// <summary>A removed group without charges is no group any more.</summary>
    private void ForgetIfUnused()
    {
        if (!IsOnline && UsedPages == 0 && _children.Count == 0)
        {
            Parent!._children.Remove(this);
            _groups.Forget(this);
            Parent.ForgetIfUnused();
        }
    }
}
