using System.Numerics;

namespace FolioModel.XArrays;

/// <content>The invariants of the tree.</content>
public sealed partial class XArray
{
    /// <summary>Checks the whole tree.</summary>
    /// <param name="tolerance">What to put up with.</param>
    /// <returns>Every violation found; none in a sound array.</returns>
    /// <example><code>
    /// Debug.Assert(array.Validate().Count == 0, string.Join('\n', array.Validate()));
    /// </code></example>
    public IReadOnlyList<XArrayViolation> Validate(XTolerance tolerance = XTolerance.None)
    {
        var violations = new List<XArrayViolation>();
        if (XWord.IsNode(Head))
        {
            int head = XWord.NodeId(Head);
            ValidateHead(violations, head, tolerance);
            ValidateNode(violations, head, 0, tolerance);
            ValidateDirectory(violations);
        }
        else if (XWord.IsSibling(Head) || Head == XWord.Retry)
        {
            violations.Add(
                new XArrayViolation(CacheInvariants.RetryEntriesAreInFreedNodesOnly, 0, -1, $"the head holds {Pool.Decode(Head)}"));
        }
        else if (Head == 0 && !TracksFree && (_flags & 7) != 0)
        {
            violations.Add(new XArrayViolation(TagInvariants.MarksAgreeOnAllLevels, 0, -1, "an empty array has marks"));
        }

        return violations;
    }

    private void ValidateHead(List<XArrayViolation> violations, int head, XTolerance tolerance)
    {
        ref XNodeHeader header = ref Pool.Header(head);
        if (header.Parent >= 0)
        {
            violations.Add(new XArrayViolation(CacheInvariants.RetryEntriesAreInFreedNodesOnly, 0, HeadShift, "the head has a parent"));
        }

        if (header.Shift != HeadShift)
        {
            violations.Add(
                new XArrayViolation(CacheInvariants.RetryEntriesAreInFreedNodesOnly, 0, HeadShift,
                $"the head node's shift is {header.Shift}"));
        }

        if (!tolerance.HasFlag(XTolerance.IdleHead) && header.Count == 1 && XWord.IsNode(Pool.Slot(head, 0)))
        {
            violations.Add(
                new XArrayViolation(CacheInvariants.TreeIsNoTallerThanNeeded, 0, HeadShift,
                "the head's only occupant is the child in slot 0: the tree is too tall"));
        }

        for (int mark = 0; mark <= (int)XMark.Mark2; mark++)
        {
            bool any = Pool.Marks(head, mark) != 0;
            if (any != IsFlagged(mark) && !(mark == 0 && TracksFree))
            {
                violations.Add(
                    new XArrayViolation(TagInvariants.MarksAgreeOnAllLevels, 0, HeadShift,
                    $"mark {mark}: array {IsFlagged(mark)}, head node {any}"));
            }
        }
    }

    private void ValidateNode(List<XArrayViolation> violations, int node, ulong first, XTolerance tolerance)
    {
        int shift = Pool.Header(node).Shift;
        void Add(Invariant invariant, string problem) => violations.Add(new XArrayViolation(invariant, first, shift, problem));

        int count = 0;
        int values = 0;
        bool valueRun = false;
        for (int slot = 0; slot <= (int)_chunkMask; slot++)
        {
            uint word = Pool.Slot(node, slot);
            count += word != 0 ? 1 : 0;
            valueRun = XWord.IsSibling(word) ? valueRun : XWord.IsValue(word);
            values += valueRun ? 1 : 0;
            if (word == XWord.Retry)
            {
                Add(CacheInvariants.RetryEntriesAreInFreedNodesOnly, $"slot {slot} holds a retry entry although the node is in the tree");
            }

            ValidateMarks(Add, node, slot, word);
            if (XWord.IsSibling(word))
            {
                ValidateSibling(Add, node, slot, word);
            }
            else if (XWord.IsNode(word))
            {
                ValidateChild(Add, node, slot, XWord.NodeId(word));
                ValidateNode(violations, XWord.NodeId(word), first + ((ulong)slot << shift), tolerance);
            }
            else if (word != 0 && !tolerance.HasFlag(XTolerance.Ranges))
            {
                ValidateSize(Add, node, slot);
            }
        }

        ValidateCounts(Add, node, count, values, tolerance);
    }

    private void ValidateCounts(Action<Invariant, string> add, int node, int count, int values, XTolerance tolerance)
    {
        ref XNodeHeader header = ref Pool.Header(node);
        if (header.Count != count)
        {
            add(CacheInvariants.NodeCountsAreRight, $"count is {header.Count}, but {count} slots are in use");
        }

        if (header.ValueCount != values && !tolerance.HasFlag(XTolerance.ValueCounts))
        {
            add(CacheInvariants.NodeCountsAreRight, $"the value count is {header.ValueCount}, but {values} slots hold values");
        }

        if (count == 0 && !tolerance.HasFlag(XTolerance.Leftovers))
        {
            add(CacheInvariants.NodeCountsAreRight, "the node is empty");
        }

        if (header.IsRetired)
        {
            add(CacheInvariants.RetryEntriesAreInFreedNodesOnly, "the node is in the tree although it was freed");
        }
    }

    private void ValidateSibling(Action<Invariant, string> add, int node, int slot, uint word)
    {
        int target = XWord.SiblingSlot(word);
        uint before = slot > 0 ? Pool.Slot(node, slot - 1) : 0;
        if (target >= slot)
        {
            add(CacheInvariants.SiblingsFollowTheirEntry, $"the sibling in slot {slot} points at slot {target}, not backwards");
        }
        else if (!XWord.IsSibling(before) && target != slot - 1)
        {
            add(CacheInvariants.SiblingsFollowTheirEntry, $"the sibling in slot {slot} points at slot {target}, past the entry before it");
        }
        else if (before == 0 || XWord.IsNode(before))
        {
            add(CacheInvariants.SiblingsFollowTheirEntry, $"the sibling in slot {slot} follows no entry");
        }
    }

    private void ValidateSize(Action<Invariant, string> add, int node, int slot)
    {
        int size = SiblingsAfter(node, slot) + 1;
        if (!BitOperations.IsPow2(size) || slot % size != 0)
        {
            add(CacheInvariants.SiblingsFollowTheirEntry, $"the entry in slot {slot} covers {size} slots: no aligned power of two");
            return;
        }

        for (int next = slot + 1; next < slot + size; next++)
        {
            if (XWord.SiblingSlot(Pool.Slot(node, next)) != slot)
            {
                add(CacheInvariants.SiblingsFollowTheirEntry, $"the sibling in slot {next} does not point at slot {slot}");
            }
        }
    }

    private void ValidateChild(Action<Invariant, string> add, int node, int slot, int child)
    {
        ref XNodeHeader header = ref Pool.Header(child);
        if (header.Parent != node || header.Offset != slot)
        {
            add(CacheInvariants.RetryEntriesAreInFreedNodesOnly,
                $"the child in slot {slot} says it hangs in slot {header.Offset} of {(header.Parent == node ? "this" : "another")} node");
        }

        if (header.Shift != Pool.Header(node).Shift - _chunkShift)
        {
            add(CacheInvariants.RetryEntriesAreInFreedNodesOnly, $"the child in slot {slot} has shift {header.Shift}");
        }
    }

    private void ValidateMarks(Action<Invariant, string> add, int node, int slot, uint word)
    {
        for (int mark = 0; mark <= (int)XMark.Mark2; mark++)
        {
            bool marked = Pool.HasMark(node, slot, mark);
            bool tracksFree = mark == 0 && TracksFree;
            if (XWord.IsNode(word) && marked != (Pool.Marks(XWord.NodeId(word), mark) != 0))
            {
                add(TagInvariants.MarksAgreeOnAllLevels, $"mark {mark}: slot {slot} has {marked}, the child below the opposite");
            }
            else if (word == 0 && marked != tracksFree)
            {
                add(TagInvariants.MarksAgreeOnAllLevels, $"mark {mark} of the empty slot {slot} is {marked}");
            }
            else if (XWord.IsSibling(word) && marked && !tracksFree)
            {
                add(TagInvariants.MarksAgreeOnAllLevels, $"the sibling in slot {slot} has mark {mark}");
            }
        }
    }
}
